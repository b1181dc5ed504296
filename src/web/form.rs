//! Forms: what was typed, checked for where it comes from before a handler sees it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};

use super::csrf;
use super::error::WebError;
use super::viewer::SignedIn;

/// Most bytes of an ordinary form.
pub(super) const MAX_BYTES: i64 = 256 * 1024;
/// Name of the hidden field that carries the session's token.
pub(super) const TOKEN_FIELD: &str = "csrf";

/// The fields of a form, in their order.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The value of a field that may occur once; missing reads as empty.
    pub(super) fn one(&self, name: &str) -> Result<&str, WebError> {
        let mut values = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let first = values.next().unwrap_or_default();
        match values.next() {
            None => Ok(first),
            Some(_) => Err(WebError::BadRequest(format!("the field {name} was sent twice"))),
        }
    }

    /// Every value of a field that may occur often.
    pub(super) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// Whether a box is ticked.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.all(name).next().is_some()
    }

    /// Reads `application/x-www-form-urlencoded`.
    pub(super) fn parse(bytes: &[u8]) -> Result<Self, WebError> {
        serde_urlencoded::from_bytes(bytes).map(Self).map_err(|e| WebError::BadRequest(e.to_string()))
    }
}

/// A form of a signed-in user, with the token of that user's session.
pub(super) struct Checked(pub(super) Fields);

impl FromRequest for Checked {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let req = req.clone();
        let bytes = web::Bytes::from_request(&req, payload);
        Box::pin(async move {
            let signed_in = SignedIn::of(&req).await?.ok_or(WebError::SignInFirst)?;
            let fields = read(bytes.await)?;
            if !signed_in.token_is_good(fields.one(TOKEN_FIELD)?) {
                return Err(WebError::ForeignForm);
            }
            Ok(Self(fields))
        })
    }
}

/// A form of somebody who has no session: origin and Fetch-Metadata alone guard it (R61).
pub(super) struct Open(pub(super) Fields);

impl FromRequest for Open {
    type Error = WebError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, WebError>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let is_own = csrf::is_certainly_own(req);
        let bytes = web::Bytes::from_request(req, payload);
        Box::pin(async move {
            if !is_own {
                return Err(WebError::ForeignForm);
            }
            read(bytes.await).map(Self)
        })
    }
}

fn read(bytes: Result<web::Bytes, actix_web::Error>) -> Result<Fields, WebError> {
    let bytes = bytes.map_err(|_| WebError::TooLarge)?;
    if i64::try_from(bytes.len()).is_ok_and(|n| n > MAX_BYTES) {
        return Err(WebError::TooLarge);
    }
    Fields::parse(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_sent_twice_is_refused_where_one_is_meant() {
        let fields = Fields::parse(b"a=1&b=2&a=3&c=%C3%A9+x").unwrap();
        assert!(matches!(fields.one("a"), Err(WebError::BadRequest(_))));
        assert_eq!(fields.one("b").unwrap(), "2");
        assert_eq!(fields.one("c").unwrap(), "é x");
        assert_eq!(fields.one("d").unwrap(), "");
        assert_eq!(fields.all("a").collect::<Vec<_>>(), ["1", "3"]);
    }
}
