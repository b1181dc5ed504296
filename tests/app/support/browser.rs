//! Somebody's browser: keeps cookies, follows redirects, sends what a real one sends.

use std::collections::BTreeMap;

use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};

use super::page::Page;

/// What came back, before it is read as a page.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    /// Path and query it finally came from.
    pub(crate) path: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    pub(crate) fn location(&self) -> &str {
        self.header(LOCATION.as_str())
    }

    /// As a page, linted.
    pub(crate) fn page(&self) -> Page {
        Page::read(self)
    }
}

/// A browser.
#[derive(Debug, Clone)]
pub(crate) struct Browser {
    client: Client,
    pub(crate) url: String,
    cookies: BTreeMap<String, String>,
    pub(crate) language: String,
    /// Headers that every request carries besides.
    pub(crate) extra: Vec<(&'static str, String)>,
}

impl Browser {
    pub(crate) fn new(url: &str) -> Self {
        // A connection that waits may be closed by the server just as it is used again, on a machine under load.
        let client = Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(0).build().unwrap();
        Self { client, url: url.into(), cookies: BTreeMap::new(), language: "en".into(), extra: Vec::new() }
    }

    /// A page, after redirects.
    pub(crate) async fn open(&mut self, path: &str) -> Page {
        self.get(path).await.page()
    }

    /// A link of the same site, followed as a browser does.
    pub(crate) async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// The same with more or other headers.
    pub(crate) async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let answer = self.send(Method::GET, path, headers, None).await;
        self.follow(answer).await
    }

    /// Sends a form and follows the redirect.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(String, String)]) -> Answer {
        let answer = self.post_only(path, fields, &[]).await;
        self.follow(answer).await
    }

    /// Sends a form with more or other headers, and does not follow.
    pub(crate) async fn post_only(
        &mut self,
        path: &str,
        fields: &[(String, String)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, headers, Some(("application/x-www-form-urlencoded", body.into_bytes()))).await
    }

    /// One request, as it is. A header with an empty value is left out.
    pub(crate) async fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<(&str, Vec<u8>)>,
    ) -> Answer {
        let mut all = HeaderMap::new();
        let mut set = |name: &str, value: &str| {
            all.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        };
        set("accept-language", &self.language);
        set("user-agent", "Mozilla/5.0 (X11; Linux x86_64) TestBrowser/1.0");
        set("sec-fetch-site", "same-origin");
        if method == Method::POST {
            set("origin", &self.url);
        }
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            set(COOKIE.as_str(), &cookies.join("; "));
        }
        for (name, value) in &self.extra {
            set(name, value);
        }
        for (name, value) in headers {
            if value.is_empty() {
                all.remove(*name);
            } else {
                all.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
            }
        }
        let mut request = self.client.request(method, format!("{}{path}", self.url)).headers(all);
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        for cookie in headers.get_all(SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() || rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        let body = response.bytes().await.map(|bytes| bytes.to_vec()).unwrap_or_default();
        Answer { status, headers, body, path: path.into() }
    }

    async fn follow(&mut self, mut answer: Answer) -> Answer {
        for _ in 0..5 {
            if !answer.status.is_redirection() || answer.location().is_empty() {
                return answer;
            }
            let to = answer.location().to_owned();
            assert!(to.starts_with('/'), "a redirect leads to {to}");
            answer = self.send(Method::GET, &to, &[], None).await;
        }
        panic!("the redirects from {} do not end", answer.path);
    }

    pub(crate) fn cookie(&self, name: &str) -> Option<&String> {
        self.cookies.get(name)
    }

    pub(crate) fn cookies(&self) -> &BTreeMap<String, String> {
        &self.cookies
    }

    pub(crate) fn set_cookie(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.into(), value.into());
    }
}
