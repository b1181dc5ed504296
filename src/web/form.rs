//! Forms: what was typed, checked for where it comes from before a handler sees it.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, Resource, web};

use super::csrf;
use super::error::WebError;
use super::viewer::SignedIn;
use crate::secret;

/// Most bytes of an ordinary form.
pub(super) const MAX_BYTES: i64 = 256 * 1024;
/// Name of the hidden field that carries the session's token.
pub(super) const TOKEN_FIELD: &str = "csrf";
/// Name of the hidden field that carries a [`FormKey`].
const KEY_FIELD: &str = "once";

/// Most bytes of a form that is larger than an ordinary one; goes with its URL.
#[derive(Debug, Clone, Copy)]
struct Room(usize);

/// Lets a URL take larger forms than others do.
pub(super) fn with_room(url: Resource, bytes: usize) -> Resource {
    url.app_data(web::PayloadConfig::new(bytes)).app_data(Room(bytes))
}

/// Most bytes of a form that is sent to the URL of a request.
pub(super) fn most_bytes(req: &HttpRequest) -> i64 {
    req.app_data::<Room>().map_or(MAX_BYTES, |room| i64::try_from(room.0).unwrap_or(i64::MAX))
}

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

/// The key of a form that makes something, given when the form is shown: by it a form that is sent twice is known
/// (`db/sent_forms.rs`).
#[derive(Debug, Clone)]
pub(super) struct FormKey(String);

impl FormKey {
    /// For a form that is shown for the first time.
    pub(super) fn new() -> Result<Self, WebError> {
        Ok(Self(secret::public_id()?))
    }

    /// That of a form that was sent. One that came without any is a form of its own.
    pub(super) fn of(fields: &Fields) -> Result<Self, WebError> {
        match fields.one(KEY_FIELD)? {
            "" => Self::new(),
            sent => Ok(Self(sent.to_owned())),
        }
    }

    /// Name and value of the hidden field.
    pub(super) fn field(&self) -> (&'static str, String) {
        (KEY_FIELD, self.0.clone())
    }

    /// What was sent, and where to: the same for a second click, another where anything else was typed. The key is kept nowhere
    /// else, so nobody learns from the hash what was typed, be it a password.
    pub(super) fn hash(&self, url: &str, fields: &Fields) -> Result<String, WebError> {
        let sent = serde_urlencoded::to_string(&fields.0).map_err(WebError::internal)?;
        Ok(secret::sha256_hex(format!("{url}\n{}\n{sent}", self.0).as_bytes()))
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
            let fields = read(bytes.await, most_bytes(&req))?;
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
        let (is_own, most) = (csrf::is_certainly_own(req), most_bytes(req));
        let bytes = web::Bytes::from_request(req, payload);
        Box::pin(async move {
            if !is_own {
                return Err(WebError::ForeignForm);
            }
            read(bytes.await, most).map(Self)
        })
    }
}

fn read(bytes: Result<web::Bytes, actix_web::Error>, most: i64) -> Result<Fields, WebError> {
    let bytes = bytes.map_err(|_| WebError::TooLarge)?;
    if i64::try_from(bytes.len()).is_ok_and(|n| n > most) {
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

    #[test]
    fn a_form_is_the_same_as_long_as_key_address_and_fields_are() {
        let hash = |url: &str, form: &str| {
            let fields = Fields::parse(form.as_bytes()).unwrap();
            FormKey::of(&fields).unwrap().hash(url, &fields).unwrap()
        };
        let first = hash("/a", "once=k&name=x");
        assert_eq!(first, hash("/a", "once=k&name=x"));
        for (url, form) in [("/b", "once=k&name=x"), ("/a", "once=l&name=x"), ("/a", "once=k&name=y")] {
            assert_ne!(first, hash(url, form), "{url} {form}");
        }
        assert_ne!(hash("/a", "name=x"), hash("/a", "name=x"), "without a key each is a form of its own");
    }
}
