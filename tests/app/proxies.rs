//! A reverse proxy that the settings do not name: everybody has its address in the log (R42).

use waybill::domain::trusted_proxies::parse_trusted;

use crate::support::TestApp;

const PAGE: &str = "/settings/import-export";
const FORWARDED: &[(&str, &str)] = &[("x-forwarded-for", "198.51.100.7")];

#[actix_web::test]
async fn super_admins_are_told_of_a_proxy_that_nobody_named() {
    let test = TestApp::start().await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.get_with(PAGE, FORWARDED).await.page();
    assert!(page.says("This page reached you through 127.0.0.1, which isn’t a trusted proxy."), "{}", page.text());
    assert!(!alice.open(PAGE).await.says("WAYBILL_TRUSTED_PROXIES"), "straight to the server");
    let mut bob = test.exporter("Bob").await;
    let page = bob.get_with(PAGE, FORWARDED).await.page();
    assert!(page.status == 200 && !page.says("WAYBILL_TRUSTED_PROXIES"), "nothing Bob could mend");
}

#[actix_web::test]
async fn a_proxy_that_is_named_is_no_news() {
    let test = TestApp::with(|config| config.trusted_proxies = parse_trusted("127.0.0.1/32").unwrap()).await;
    let mut alice = test.super_admin("Alice").await;
    let page = alice.get_with(PAGE, FORWARDED).await.page();
    assert!(page.status == 200 && !page.says("WAYBILL_TRUSTED_PROXIES"));
}
