//! From a [`Mail`] to the bytes that travel (V1.3.11).

use lettre::Address;
use lettre::message::header::{ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, MultiPartKind, SinglePart};

use super::{Mail, SendError};

/// Both parts are quoted-printable, where a lone `=` can't stand: no text can hold this line. Fixed, so that a
/// repeated mail is the same to the byte.
const BOUNDARY: &str = "=_waybill";

/// Writes the mail. Nothing that a user typed can add a header, a recipient or a part.
pub(super) fn build(mail: &Mail, from: &Mailbox) -> Result<Message, SendError> {
    let to: Address = mail
        .to_address
        .parse()
        .map_err(|_| SendError::Permanent("The recipient's address is not a valid e-mail address.".to_owned()))?;
    let name = one_line(&mail.to_name);
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new((!name.is_empty()).then_some(name), to))
        .subject(one_line(&mail.subject))
        .date(mail.date.into())
        .message_id(Some(checked_id(&mail.message_id)?.to_owned()))
        .header(AutoSubmitted)
        .multipart(
            MultiPart::builder()
                .kind(MultiPartKind::Alternative)
                .boundary(BOUNDARY)
                .singlepart(part(ContentType::TEXT_PLAIN, &mail.text))
                .singlepart(part(ContentType::TEXT_HTML, &mail.html)),
        )
        .map_err(|error| SendError::Permanent(format!("The mail can't be written: {error}.")))
}

/// The text on one line: a run of line ends, NUL and other control characters becomes one space, and what turns
/// the reading direction is dropped, because headers and plain text have no `<bdi>`.
pub(super) fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let turns = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let pieces: Vec<&str> = text.split(breaks).filter(|piece| !piece.is_empty()).collect();
    pieces.join(" ").trim().chars().filter(|c| !turns(c)).collect()
}

/// The identifier if it is `<local@domain>` in visible ASCII.
pub(super) fn checked_id(id: &str) -> Result<&str, SendError> {
    let inner = id.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or_default();
    let is_atom = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_graphic() && !b"<>@".contains(&b));
    match inner.split_once('@') {
        Some((local, domain)) if is_atom(local) && is_atom(domain) && id.len() <= 200 => Ok(id),
        _ => Err(SendError::Permanent("The mail has no valid Message-ID.".to_owned())),
    }
}

fn part(kind: ContentType, text: &str) -> SinglePart {
    SinglePart::builder().header(kind).header(ContentTransferEncoding::QuotedPrintable).body(text.to_owned())
}

/// Keeps holiday replies away (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_one_space() {
        assert_eq!(one_line("x\r\nBcc: e@x"), "x Bcc: e@x");
        assert_eq!(one_line("\0a\u{85}\u{2028}b\t"), "a b");
        assert_eq!(one_line("invoice\u{202e}fdp.csv"), "invoicefdp.csv");
        assert_eq!(one_line("275\u{202f}000 fiches"), "275\u{202f}000 fiches");
    }

    #[test]
    fn a_message_id_is_taken_only_whole_and_plain() {
        assert!(checked_id("<large.x1290.7@crm.example>").is_ok());
        for id in ["", "a@b", "<a>", "<@b>", "<a@>", "<a b@c>", "<a@b>\r\nX: y", "<a@b@c>", "<é@b>"] {
            assert!(checked_id(id).is_err(), "{id}");
        }
    }
}
