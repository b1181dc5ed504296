use super::*;

fn parse(text: &str) -> SmtpUrl {
    SmtpUrl::parse(text).unwrap()
}

#[test]
fn only_the_own_machine_is_spoken_to_without_tls() {
    for (text, security) in [
        ("smtp://127.0.0.1:25", Security::Plain),
        ("smtp://localhost", Security::Plain),
        ("smtp://[::1]:2525", Security::Plain),
        ("smtp://localhost?tls=starttls", Security::StartTls),
        ("smtp://a:b@localhost", Security::StartTls),
        ("smtp://mail.example.com:25", Security::StartTls),
        ("smtp://localhost.example.com", Security::StartTls),
        ("smtp://mail.example.com:25?tls=none", Security::Plain),
        ("smtps://mail.example.com", Security::Implicit),
    ] {
        assert_eq!(parse(text).security(), security, "{text}");
    }
}

#[test]
fn the_port_has_the_customary_default() {
    assert_eq!(parse("smtp://h").port(), 25);
    assert_eq!(parse("smtp://a:b@h").port(), 587);
    assert_eq!(parse("smtps://a:b@h").port(), 465);
    assert_eq!(parse("smtp://h:2525").port(), 2525);
}

#[test]
fn special_characters_in_the_password_are_percent_encoded() {
    let url = parse("smtp://desk%40example.com:p%40ss%2Fw%C3%B6rd@mail.example.com:587?ca=/etc/our%20ca.pem");
    let credentials = url.credentials().unwrap();
    assert_eq!(credentials.user, "desk@example.com");
    assert_eq!(credentials.password, "p@ss/wörd");
    assert_eq!(url.ca(), Some(Path::new("/etc/our ca.pem")));
    assert_eq!(parse("smtp://[2001:db8::1]:25").host(), "2001:db8::1");
}

#[test]
fn the_password_is_never_printed() {
    let url = parse("smtp://desk:hunter2@mail.example.com:587?ca=/ca.pem");
    let shown = format!("{url} {url:?} {:?}", url.credentials());
    assert!(!shown.contains("hunter2"), "{shown}");
    assert_eq!(url.to_string(), "smtp://desk:***@mail.example.com:587?tls=starttls&ca=/ca.pem");
}

#[test]
fn a_wrong_text_is_refused_with_a_sentence_that_names_the_mend() {
    for (text, error) in [
        ("", SmtpUrlError::NotAUrl),
        ("mail.example.com:25", SmtpUrlError::NotAUrl),
        ("smtp://mail.example.com\n", SmtpUrlError::NotAUrl),
        ("http://mail.example.com", SmtpUrlError::Scheme),
        ("smtp://", SmtpUrlError::Host),
        ("smtp://b%C3%BCro.example", SmtpUrlError::Host),
        ("smtp://h:0", SmtpUrlError::Port),
        ("smtp://h:99999", SmtpUrlError::Port),
        ("smtp://user@h", SmtpUrlError::HalfCredentials),
        ("smtp://:secret@h", SmtpUrlError::HalfCredentials),
        ("smtp://user:a%0D%0Ab@h", SmtpUrlError::Credentials),
        ("smtp://user:a%FF@h", SmtpUrlError::Credentials),
        ("smtp://h/inbox", SmtpUrlError::Trailing),
        ("smtp://h#x", SmtpUrlError::Trailing),
        ("smtp://h?tls=maybe", SmtpUrlError::Option),
        ("smtp://h?tls=none&tls=starttls", SmtpUrlError::Option),
        ("smtp://h?ca=", SmtpUrlError::Option),
        ("smtps://h?tls=none", SmtpUrlError::TlsTwice),
        ("smtp://localhost?ca=/ca.pem", SmtpUrlError::CaWithoutTls),
    ] {
        assert_eq!(SmtpUrl::parse(text).unwrap_err(), error, "{text}");
        assert!(error.to_string().ends_with('.'));
    }
}

#[test]
fn an_unencoded_special_character_does_not_leak_the_password_into_the_error() {
    let error = SmtpUrl::parse("smtp://user:hunter2#x@h").unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
