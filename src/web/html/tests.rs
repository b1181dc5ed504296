use super::*;
use crate::domain::lang::Lang;
use chrono::TimeZone;

const EVIL: &str = "<script>alert('1') & \"2\"</script>";
const TAMED: &str = "&#60;script&#62;alert(&#39;1&#39;) &#38; &#34;2&#34;&#60;/script&#62;";

fn locale() -> Locale {
    Locale::new(Lang::En, chrono_tz::Europe::Paris)
}

#[test]
fn plain_text_is_escaped() {
    assert_eq!(text(EVIL).to_string(), TAMED);
}

#[test]
fn what_a_user_typed_is_escaped_and_kept_apart() {
    let phrase = locale().say("app-account-menu").user("name", EVIL);
    assert_eq!(rich(&phrase).to_string(), format!("Account menu for <bdi>{TAMED}</bdi>"));
}

#[test]
fn the_words_of_a_message_are_escaped_too() {
    assert_eq!(rich(&locale().say("ie-title")).to_string(), "Import &#38; Export");
}

#[test]
fn an_argument_that_is_not_user_text_is_escaped_as_well() {
    let phrase = locale().say("app-account-menu").with("name", EVIL);
    assert_eq!(rich(&phrase).to_string(), format!("Account menu for {TAMED}"));
}

#[test]
fn markup_is_written_once_by_a_template_and_not_escaped_again() {
    #[derive(askama::Template)]
    #[template(source = "{{ one }}{{ two }}{% for x in list %}{{ x }}{% endfor %}{{ plain }}", ext = "html")]
    struct Sample<'a> {
        one: &'a Html,
        two: Html,
        list: Vec<Html>,
        plain: &'a str,
    }
    let sample = Sample { one: &text("<"), two: text("&"), list: vec![text("<")], plain: "<b>" };
    assert_eq!(askama::Template::render(&sample).unwrap(), "&#60;&#38;&#60;&#60;b&#62;");
}

#[test]
fn initials_come_from_the_first_and_the_last_word_in_any_script() {
    for (name, letters) in [
        ("Camille Lefèvre", "CL"),
        ("Maximilian Freiherr von Hohenstein-Ravensburg", "MH"),
        ("Li Wei (李伟)", "LW"),
        ("李伟", "李"),
        ("نور الهاشمي", "نا"),
        ("östen", "Ö"),
        ("", ""),
        ("<b> \"x", ""),
    ] {
        assert_eq!(initials(name), letters, "{name}");
    }
}

#[test]
fn an_avatar_has_one_of_eight_hues_and_says_nothing_aloud() {
    assert_eq!(
        avatar("Camille Lefèvre", 8).to_string(),
        "<span class=\"avatar h1\" data-i=\"CL\" aria-hidden=\"true\"></span>"
    );
    assert!(avatar_large("A B", -1).to_string().starts_with("<span class=\"avatar lg h8\""));
}

#[test]
fn a_moment_carries_its_offset_and_its_zone() {
    let at = Utc.with_ymd_and_hms(2025, 10, 16, 8, 23, 0).unwrap();
    assert_eq!(
        time(locale(), at).to_string(),
        "<time datetime=\"2025-10-16T10:23:00+02:00\" title=\"16\u{a0}Oct\u{a0}2025, 10:23 (Europe/Paris)\">\
         16\u{a0}Oct\u{a0}2025<span class=\"sub\">10:23</span></time>"
    );
}

#[test]
fn only_the_last_extension_of_a_file_stands_outside_its_name() {
    for (name, html) in [
        ("a.tar.csv", "<bdi>a.tar</bdi><span dir=\"ltr\">.csv</span>"),
        ("plain", "<bdi>plain</bdi>"),
        (".csv", "<bdi>.csv</bdi>"),
        ("<x>.csv", "<bdi>&#60;x&#62;</bdi><span dir=\"ltr\">.csv</span>"),
        ("مرحبا.xlsx", "<bdi>مرحبا</bdi><span dir=\"ltr\">.xlsx</span>"),
    ] {
        assert_eq!(file_name(name).to_string(), html);
        let sentence = rich(&locale().say("deny-file-confirm").file("name", name)).to_string();
        assert!(sentence.contains(html), "{sentence}");
    }
}
