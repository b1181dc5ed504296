use super::*;

fn own() -> Vec<String> {
    vec!["https://waybill.example.com".into(), "http://localhost:8080".into(), "http://[::1]:8080".into()]
}

fn download(headers: FetchHeaders<'_>) -> bool {
    may_download(&headers, &own())
}

fn change(headers: FetchHeaders<'_>) -> Change {
    may_change(true, &headers, &own())
}

fn site(site: &str) -> FetchHeaders<'_> {
    FetchHeaders { sec_fetch_site: Some(site), ..FetchHeaders::default() }
}

fn origin(origin: &str) -> FetchHeaders<'_> {
    FetchHeaders { origin: Some(origin), ..FetchHeaders::default() }
}

fn referer(referer: &str) -> FetchHeaders<'_> {
    FetchHeaders { referer: Some(referer), ..FetchHeaders::default() }
}

const OURS: [&str; 6] = [
    "https://waybill.example.com",
    "https://waybill.example.com:443",
    "HTTPS://WAYBILL.example.com",
    "http://localhost:8080",
    "http://[::1]:8080",
    "http://[0:0:0:0:0:0:0:1]:8080",
];

const NOT_OURS: [&str; 19] = [
    "",
    "null",
    "http://waybill.example.com",
    "https://waybill.example.com:8443",
    "https://waybill.example.com.evil.example",
    "https://waybill.example.com@evil.example",
    "https://evil.example",
    "https://example.com",
    "https://sub.waybill.example.com",
    "http://localhost",
    "https://localhost:8080",
    "http://127.0.0.1:8080",
    "https:waybill.example.com",
    "https:\\\\waybill.example.com",
    "https://evil.example\\@waybill.example.com",
    "blob:https://waybill.example.com",
    "waybill.example.com",
    "//waybill.example.com",
    "ftp://waybill.example.com",
];

#[test]
fn a_click_on_our_own_page_gets_the_file() {
    assert!(download(site("same-origin")));
    let click = FetchHeaders {
        sec_fetch_mode: Some("navigate"),
        sec_fetch_dest: Some("document"),
        sec_fetch_user: Some("?1"),
        referer: Some("https://waybill.example.com/settings/import-export"),
        ..site("same-origin")
    };
    assert!(download(click));
}

#[test]
fn a_click_anywhere_else_does_not() {
    for elsewhere in ["cross-site", "same-site", "none", "", "Same-Origin", "same-origin, cross-site"] {
        assert!(!download(site(elsewhere)), "{elsewhere}");
        // Neither a Referer nor an Origin of ours outweighs what the browser says.
        let forged = FetchHeaders { referer: Some(OURS[0]), origin: Some(OURS[0]), ..site(elsewhere) };
        assert!(!download(forged), "{elsewhere}");
    }
}

#[test]
fn a_prefetch_never_gets_the_file() {
    for early in ["prefetch", "prefetch;prerender", "prefetch;anonymous-client-ip", "Prefetch", "preview"] {
        assert!(!download(FetchHeaders { sec_purpose: Some(early), ..site("same-origin") }), "{early}");
        assert!(!download(FetchHeaders { purpose: Some(early), ..site("same-origin") }), "{early}");
        assert!(!download(FetchHeaders { x_moz: Some(early), ..site("same-origin") }), "{early}");
        assert!(!download(FetchHeaders { purpose: Some(early), ..referer(OURS[0]) }), "{early}");
    }
}

#[test]
fn without_any_sec_fetch_header_our_own_referer_counts() {
    for page in OURS {
        assert!(download(referer(page)), "{page}");
        assert!(download(referer(&format!("{page}/settings/import-export?page=2"))), "{page}");
    }
    for page in NOT_OURS {
        assert!(!download(referer(page)), "{page}");
        assert!(!download(referer(&format!("{page}/settings"))), "{page}");
    }
    assert!(!download(FetchHeaders::default()));
    assert!(!download(origin(OURS[0])));
}

#[test]
fn a_lone_sec_fetch_header_takes_the_referers_word_away() {
    let page = referer(OURS[0]);
    assert!(!download(FetchHeaders { sec_fetch_mode: Some("navigate"), ..page }));
    assert!(!download(FetchHeaders { sec_fetch_dest: Some("document"), ..page }));
    assert!(!download(FetchHeaders { sec_fetch_user: Some("?1"), ..page }));
}

#[test]
fn reading_is_not_a_change() {
    assert_eq!(may_change(false, &site("cross-site"), &own()), Change::Allowed);
    assert_eq!(may_change(false, &origin("null"), &[]), Change::Allowed);
}

#[test]
fn a_form_of_ours_may_change_things() {
    assert_eq!(change(site("same-origin")), Change::Allowed);
    for ours in OURS {
        assert_eq!(change(origin(ours)), Change::Allowed, "{ours}");
        assert_eq!(change(FetchHeaders { origin: Some(ours), ..site("same-origin") }), Change::Allowed, "{ours}");
    }
}

#[test]
fn a_form_of_another_site_may_not() {
    for elsewhere in ["cross-site", "same-site", "none", ""] {
        assert_eq!(change(site(elsewhere)), Change::Refused, "{elsewhere}");
        assert_eq!(change(FetchHeaders { origin: Some(OURS[0]), ..site(elsewhere) }), Change::Refused, "{elsewhere}");
    }
    for other in NOT_OURS {
        assert_eq!(change(origin(other)), Change::Refused, "{other}");
        assert_eq!(change(FetchHeaders { referer: Some(OURS[0]), ..origin(other) }), Change::Refused, "{other}");
        assert_eq!(change(FetchHeaders { origin: Some(other), ..site("same-origin") }), Change::Refused, "{other}");
    }
    for more_than_an_origin in
        ["https://waybill.example.com/x", "https://waybill.example.com?x", "https://u@waybill.example.com"]
    {
        assert_eq!(change(origin(more_than_an_origin)), Change::Refused, "{more_than_an_origin}");
    }
}

#[test]
fn where_the_browser_says_nothing_the_referer_or_the_token_decides() {
    assert_eq!(change(referer("https://waybill.example.com/sign-in")), Change::Allowed);
    assert_eq!(change(referer("https://evil.example/")), Change::Refused);
    assert_eq!(change(FetchHeaders::default()), Change::OnlyWithToken);
    assert!(Change::OnlyWithToken.is_allowed(true));
    assert!(!Change::OnlyWithToken.is_allowed(false));
    assert!(Change::Allowed.is_allowed(false));
    assert!(!Change::Refused.is_allowed(true));
}

#[test]
fn with_no_origin_of_our_own_nothing_is_ours() {
    assert_eq!(may_change(true, &origin(OURS[0]), &[]), Change::Refused);
    assert!(!may_download(&referer(OURS[0]), &[]));
}
