//! The browser tests' own tools, tried on a page without faults and on one that is full of them.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    axe::{assert_accessible, axe},
    chromium::{Browser, Theme, WIDTHS},
};

const GOOD: &str = r#"<!doctype html>
<html lang="en"><head><title>Good</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>
:root { color-scheme: light dark }
body { color: #222; background: #fff }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #111 } }
</style></head>
<body><main><h1>Exports</h1><form><label for="name">Name</label> <input id="name"> <button>Save</button></form></main></body></html>"#;

const BAD: &str = r#"<!doctype html>
<html><head><title>Bad</title><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">
<style>p { color: #ccc; background: #fff; width: 900px } a { display: inline-block; width: 9px; height: 9px }</style></head>
<body><main><h1>Exports</h1><input><p>Hardly readable</p><a href="/1">1</a><a href="/2">2</a></main>
<script>console.error("something broke"); missing()</script><img alt="none" src="/none.png"></body></html>"#;

#[tokio::test]
async fn a_page_without_faults_passes_in_every_width_and_theme() {
    let (browser, site) = (Browser::start("en").await, serve().await);
    browser.client.goto(&format!("http://{site}/good")).await.unwrap();
    for theme in [Theme::Light, Theme::Dark] {
        browser.prefer(theme).await;
        for width in WIDTHS {
            browser.resize(width, 800).await;
            assert_eq!(number(&browser, "return innerWidth").await, i64::from(width));
            assert_eq!(browser.overflow().await, 0);
            assert_eq!(browser.console_errors().await, [""; 0]);
            assert_accessible(&browser, "the good page").await;
            browser.screenshot(&format!("self-check.{theme:?}.{width}").to_lowercase()).await;
        }
    }
}

#[tokio::test]
async fn a_page_with_faults_is_found_out() {
    let (browser, site) = (Browser::start("en").await, serve().await);
    browser.client.goto(&format!("http://{site}/bad")).await.unwrap();
    browser.resize(320, 800).await;

    assert!(browser.overflow().await > 500);
    let errors = browser.console_errors().await.join("\n");
    for expected in ["something broke", "missing is not defined", "/none.png"] {
        assert!(errors.contains(expected), "{expected} is not among:\n{errors}");
    }
    let violations = axe(&browser).await;
    let rules = violations.iter().map(|violation| violation.rule.as_str()).collect::<Vec<_>>();
    for expected in ["html-has-lang", "label", "color-contrast", "target-size"] {
        assert!(rules.contains(&expected), "{expected} is not among {rules:?}");
    }
}

#[tokio::test]
async fn the_browser_asks_for_the_wanted_language_and_theme() {
    let (browser, site) = (Browser::start("fr").await, serve().await);
    browser.client.goto(&format!("http://{site}/good")).await.unwrap();
    assert_eq!(number(&browser, "return navigator.language.startsWith('fr') ? 1 : 0").await, 1);
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches ? 1 : 0";
    for (theme, expected) in [(Theme::Dark, 1), (Theme::Light, 0)] {
        browser.prefer(theme).await;
        assert_eq!(number(&browser, dark).await, expected);
    }
}

async fn number(browser: &Browser, script: &str) -> i64 {
    browser.client.execute(script, vec![]).await.unwrap().as_i64().expect("a number")
}

/// Serves the two pages for as long as the test runs.
async fn serve() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream));
        }
    });
    address
}

async fn answer(mut stream: TcpStream) {
    let mut request = [0; 4096];
    let length = stream.read(&mut request).await.unwrap_or_default();
    let request = String::from_utf8_lossy(&request[..length]);
    let (status, body) = match request.split_whitespace().nth(1) {
        Some("/good") => ("200 OK", GOOD),
        Some("/bad") => ("200 OK", BAD),
        _ => ("404 Not Found", ""),
    };
    let head = format!("HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}", body.len());
    let answer = format!("{head}\r\nconnection: close\r\n\r\n{body}");
    // A browser that went away in between is no fault of the page.
    drop(stream.write_all(answer.as_bytes()).await);
}
