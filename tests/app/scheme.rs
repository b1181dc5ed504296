//! What follows from http or https in WAYBILL_PUBLIC_URL, and from nothing a request says (R71).

use waybill::config::PublicUrl;

use crate::support::{Browser, TestApp, address_of};

const HOST: &str = "waybill.example";

async fn served_at(origin: &'static str) -> TestApp {
    let is_https = origin.starts_with("https");
    TestApp::with(|config| {
        config.public_url = Some(PublicUrl { origin: origin.into(), is_https, authority: HOST.into() });
    })
    .await
}

/// A browser behind a proxy that says which scheme was used.
fn browser(test: &TestApp, origin: &'static str, forwarded: &str) -> Browser {
    let mut browser = test.stranger();
    browser.extra = vec![
        ("host", HOST.into()),
        ("origin", origin.into()),
        ("x-forwarded-proto", forwarded.into()),
        ("x-forwarded-ssl", if forwarded == "https" { "on".into() } else { "off".into() }),
        ("forwarded", format!("proto={forwarded}")),
    ];
    browser
}

/// The cookies of a sign-in and of a chosen language, and whether the pages demand HTTPS.
async fn cookies_and_hsts(test: &TestApp, origin: &'static str, forwarded: &str) -> (Vec<String>, String) {
    let mut browser = browser(test, origin, forwarded);
    let page = browser.open("/sign-in").await;
    let form = page.form("/sign-in").fill("email", &address_of("Alice")).fill("password", "correct horse battery");
    let signed_in = browser.post_only("/sign-in", &form.fields, &[]).await;
    assert_eq!(signed_in.status, 303);
    let home = browser.get("/settings/profile").await;
    assert_eq!((home.status.as_u16(), home.path.as_str()), (200, "/settings/profile"), "the cookie is taken back");
    let mut stranger = self::browser(test, origin, forwarded);
    let french = stranger.post_only("/preferences/language", &[("lang".into(), "fr".into())], &[]).await;
    let cookies = [&signed_in, &french]
        .iter()
        .flat_map(|answer| answer.headers.get_all("set-cookie"))
        .map(|cookie| cookie.to_str().unwrap().to_owned())
        .collect();
    (cookies, home.header("strict-transport-security").to_owned())
}

#[actix_web::test]
async fn over_https_every_cookie_is_secure_the_sessions_is_bound_to_the_host_and_browsers_stay_with_https() {
    const ORIGIN: &str = "https://waybill.example";
    let test = served_at(ORIGIN).await;
    test.super_admin_unseen("Alice").await;
    for forwarded in ["https", "http"] {
        let (cookies, hsts) = cookies_and_hsts(&test, ORIGIN, forwarded).await;
        assert!(hsts.starts_with("max-age=63072000"), "{hsts}");
        assert!(cookies.iter().any(|cookie| cookie.starts_with("__Host-waybill=")), "{cookies:?}");
        assert!(cookies.iter().any(|cookie| cookie.starts_with("lang=fr")), "{cookies:?}");
        for cookie in cookies {
            let has = |part: &str| cookie.split("; ").any(|one| one == part);
            assert!(has("Secure") && has("HttpOnly") && has("SameSite=Lax") && has("Path=/"), "{cookie}");
            assert!(!cookie.contains("Domain="), "{cookie}");
        }
    }
}

#[actix_web::test]
async fn over_http_no_header_makes_cookies_secure_or_browsers_stay_with_https() {
    const ORIGIN: &str = "http://waybill.example";
    let test = served_at(ORIGIN).await;
    test.super_admin_unseen("Alice").await;
    for forwarded in ["https", "http"] {
        let (cookies, hsts) = cookies_and_hsts(&test, ORIGIN, forwarded).await;
        assert_eq!(hsts, "");
        assert!(cookies.iter().any(|cookie| cookie.starts_with("waybill=")), "{cookies:?}");
        for cookie in cookies {
            assert!(!cookie.contains("Secure") && !cookie.contains("__Host-"), "{cookie}");
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
        }
    }
}

#[actix_web::test]
async fn a_form_from_the_same_host_over_http_is_foreign_to_https() {
    let test = served_at("https://waybill.example").await;
    let mut browser = browser(&test, "http://waybill.example", "https");
    let answer = browser.post_only("/preferences/language", &[("lang".into(), "fr".into())], &[]).await;
    assert_eq!(answer.status, 403);
}
