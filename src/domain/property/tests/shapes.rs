use super::*;

#[test]
fn a_date_exists_in_the_calendar() {
    all_become(
        PropertyType::Date,
        &[(" 2025-10-16 ", "2025-10-16"), ("2024-02-29", "2024-02-29"), ("0099-01-01", "0099-01-01")],
    );
    let texts = [
        "2025-02-29",
        "2025-13-01",
        "16/10/2025",
        "2025-1-5",
        "+2025-01-5",
        "20251016",
        "2025-10-16T00:00",
        "２025-10-1",
    ];
    all_fail(PropertyType::Date, ValueError::NotADate, &texts);
}

#[test]
fn a_moment_is_told_in_utc_to_the_second() {
    let pairs = [
        ("2025-10-16T08:19:00Z", "2025-10-16T08:19:00Z"),
        ("2025-10-16T10:19:00.999+02:00", "2025-10-16T08:19:00Z"),
        ("2025-10-16 08:19", "2025-10-16T08:19:00Z"),
        ("2025-10-16 08:19:07", "2025-10-16T08:19:07Z"),
        ("2025-10-16T08:19", "2025-10-16T08:19:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
    ];
    all_become(PropertyType::DateTime, &pairs);
    let texts = [
        "2025-10-16",
        "2025-10-16 25:00",
        "2025-02-30 10:00",
        "2025-10-16 8:19",
        "10:19",
        "2025-10-16 08:19:0",
        "é",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01T00:00:00+01:00",
        "2025-10-16\u{a0}08:19",
    ];
    all_fail(PropertyType::DateTime, ValueError::NotADateTime, &texts);
}

#[test]
fn an_email_address_has_one_at_sign_and_a_host() {
    all_become(
        PropertyType::Email,
        &[
            (" a.b+c@Example.org ", "a.b+c@Example.org"),
            ("root@localhost", "root@localhost"),
            ("é@münchen.de", "é@münchen.de"),
        ],
    );
    let long = format!("a@{}.org", "b".repeat(250));
    let texts = [
        "a",
        "@b.org",
        "a@",
        "a@b@c.org",
        "a b@c.org",
        "a@b..org",
        "a@.org",
        "a@b.org.",
        "a@b.org,",
        "a\u{7}@b.org",
        "a@-b.org",
        &long,
    ];
    all_fail(PropertyType::Email, ValueError::NotAnEmail, &texts);
}

#[test]
fn a_phone_is_kept_as_typed() {
    all_become(
        PropertyType::Phone,
        &[
            (" +33 6 (0) 1.23 ", "+33 6 (0) 1.23"),
            ("01-23/45 x9", "01-23/45 x9"),
            ("*100#", "*100#"),
            ("12 Ext. 4", "12 Ext. 4"),
        ],
    );
    all_fail(PropertyType::Phone, ValueError::NotAPhone, &["+", "call me", "12 cmd", "=12", "12 ext", "١٢"]);
}

#[test]
fn a_web_address_is_http_or_a_bare_domain() {
    let texts = [
        "https://example.org/a?b=c",
        "HTTP://localhost:8080",
        "example.org",
        "www.acme.com/about",
        "münchen.de",
        "a.org:8080/x",
        "a.org/?u=http://b.org",
    ];
    for text in texts {
        assert_eq!(parse(PropertyType::Url, text).as_deref(), Ok(text));
    }
    let texts = [
        "javascript:alert(1)",
        "javascript:alert(1).com",
        "ftp://a.org",
        "localhost",
        "mailto:a@b.org",
        "https://",
        "1.5",
        "//a.org",
        "a b.org",
        "https://a.org/\u{1}",
        "data:text/html,a.b",
        "a..org",
        "..",
        "http:a.org",
    ];
    all_fail(PropertyType::Url, ValueError::NotAUrl, &texts);
}
