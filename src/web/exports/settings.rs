//! The two forms above the log: one's own threshold (R10, R11) and the hold of the whole account (R16).

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::index::{self, Typed};
use crate::db::{account, thresholds};
use crate::domain::hold::{Hold, HoldUnit};
use crate::domain::threshold::{Threshold, ThresholdError, grouped_digits};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::flash::Notice;
use crate::web::form::Checked;
use crate::web::routes;
use crate::web::sign_in::see;
use crate::web::viewer::{Exporter, SuperAdmin};

/// Name of the hidden field that carries the hold as it was shown, in seconds.
const WAS: &str = "was";

/// Sets the viewer's own threshold.
pub(in crate::web) async fn threshold(
    SuperAdmin(admin): SuperAdmin,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let typed = fields.one("threshold")?;
    let locale = admin.locale();
    let threshold = match Threshold::parse(typed) {
        Ok(threshold) => threshold,
        Err(why) => {
            let key = match why {
                ThresholdError::NotANumber => "ie-threshold-err-number",
                ThresholdError::TooLarge => "ie-threshold-err-max",
            };
            let sentence = admin.say(key).with("max", locale.number(i64::from(Threshold::MAX)));
            let typed = Typed { threshold: Some(typed.to_owned()), ..Typed::default() };
            let errors = FieldErrors::one("threshold", sentence);
            return index::refused(&Exporter(admin), StatusCode::UNPROCESSABLE_ENTITY, errors, typed).await;
        }
    };
    let (viewer, now) = (admin.viewer.clone(), admin.now());
    admin.app.db.write(move |c| thresholds::set_own(c, &viewer, threshold, now)).await?;
    let sentence = match threshold {
        None => admin.say("ie-threshold-off"),
        Some(threshold) => admin
            .say("ie-threshold-saved")
            .with("count", threshold.records())
            .with("n", locale.number(threshold.records())),
    };
    admin.flash(&Notice::ok(&sentence))?;
    Ok(see(routes::IMPORT_EXPORT))
}

/// Sets how long large exports wait; 409 where somebody else did so since the form was shown.
pub(in crate::web) async fn hold(
    SuperAdmin(admin): SuperAdmin,
    Checked(fields): Checked,
) -> Result<HttpResponse, WebError> {
    let (number, unit_text) = (fields.one("hold")?, fields.one("unit")?);
    let unit = HoldUnit::from_text(unit_text)
        .ok_or_else(|| WebError::BadRequest(format!("{unit_text:?} is no unit of the form")))?;
    let typed = Typed { hold: Some((number.to_owned(), unit_text.to_owned())), ..Typed::default() };
    let Ok(hold) = Hold::parse(number, unit) else {
        let key = if grouped_digits(number.trim()).is_some() { "hold-err-max" } else { "hold-err-number" };
        let errors = FieldErrors::one("hold", admin.say(key));
        return index::refused(&Exporter(admin), StatusCode::UNPROCESSABLE_ENTITY, errors, typed).await;
    };
    let seen = fields.one(WAS)?.parse().ok().and_then(Hold::from_seconds);
    let seen = seen.ok_or_else(|| WebError::BadRequest("the hold that was shown is missing".into()))?;
    let (actor, now) = (admin.viewer.actor(), admin.now());
    let saved = admin.app.db.write(move |c| account::set_hold(c, seen, hold, &actor, now)).await?;
    if let Err(current) = saved {
        let sentence = admin.say("hold-err-changed").with("duration", admin.locale().duration(current.seconds()));
        return index::refused(&Exporter(admin), StatusCode::CONFLICT, FieldErrors::one("hold", sentence), typed).await;
    }
    let sentence = match hold.seconds() {
        0 => admin.say("hold-saved-off"),
        seconds => admin.say("hold-saved").with("duration", admin.locale().duration(seconds)),
    };
    admin.flash(&Notice::ok(&sentence))?;
    Ok(see(routes::IMPORT_EXPORT))
}
