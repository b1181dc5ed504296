//! Filters in words: the chips of an index page, the details of an export (R26, R51).

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::{Locale, Phrase};
use crate::domain::filter::{Condition, Filter, Named, Operator, Test};
use crate::domain::property::PropertyType;

/// Values of one condition that are written out; of more, the first ones and how many others.
const WRITTEN_OUT: usize = 3;

impl Locale {
    /// What an operator is called for a property of a type; days are after and before, numbers greater and less.
    #[must_use]
    pub fn operator(&self, operator: Operator, kind: PropertyType) -> Phrase {
        let is_number = kind == PropertyType::Number;
        self.say(match operator {
            Operator::Is => "flt-is",
            Operator::AnyOf => "flt-any-of",
            Operator::IsNot => "flt-is-not",
            Operator::NoneOf => "flt-none-of",
            Operator::Contains => "flt-contains",
            Operator::StartsWith => "flt-starts-with",
            Operator::Above if is_number => "flt-greater",
            Operator::Above => "flt-after",
            Operator::Below if is_number => "flt-less",
            Operator::Below => "flt-before",
            Operator::Between => "flt-between",
            Operator::LastDays => "flt-last-days",
            Operator::NextDays => "flt-next-days",
            Operator::IsTrue => "flt-is-true",
            Operator::IsFalse => "flt-is-false",
            Operator::Known => "flt-known",
            Operator::Empty => "flt-empty",
        })
    }

    /// One condition: "Lead status: is New". `None` stands for a property that is gone. Without the right to sensitive data
    /// the values of a sensitive property are not said (R8).
    #[must_use]
    pub fn condition(&self, condition: &Condition, named: Option<&Named>, sees_sensitive: bool) -> Phrase {
        let Some(named) = named else { return self.say("flt-gone") };
        let test = if named.is_sensitive && !sees_sensitive {
            self.say("flt-hidden")
        } else {
            self.test(&condition.test, condition.operator(named.kind), named)
        };
        self.say("flt-condition").user("property", named.label(self.lang)).with("test", test)
    }

    /// The whole filter; `None` for the one that takes every record.
    #[must_use]
    pub fn filter(&self, filter: &Filter, named: &[Named], sees_sensitive: bool) -> Option<Phrase> {
        let words = |condition: &Condition| {
            let named = named.iter().find(|named| named.id == condition.property_id);
            self.condition(condition, named, sees_sensitive)
        };
        let joined = |key: &'static str| move |a: Phrase, b: Phrase| self.say(key).with("first", a).with("second", b);
        filter
            .groups
            .iter()
            .filter_map(|group| group.conditions.iter().map(words).reduce(joined("flt-and")))
            .reduce(joined("flt-or"))
    }

    fn test(&self, test: &Test, operator: Operator, named: &Named) -> Phrase {
        let words = self.operator(operator, named.kind);
        match test {
            Test::Known(_) | Test::Empty(_) => words,
            Test::Any(_) if matches!(operator, Operator::IsTrue | Operator::IsFalse) => words,
            Test::Any(values) | Test::None(values) => self.compared(words, self.values(values, named)),
            Test::Contains(value) | Test::StartsWith(value) | Test::Above(value) | Test::Below(value) => {
                self.compared(words, self.value(value, named))
            }
            Test::Between(first, last) => {
                let is_days = matches!(named.kind, PropertyType::Date | PropertyType::DateTime);
                let key = if is_days { "flt-in-days" } else { "flt-in-range" };
                self.between(key, self.value(first, named), self.value(last, named))
            }
            Test::LastDays(n) => self.days("flt-in-last", *n),
            Test::NextDays(n) => self.days("flt-in-next", *n),
            Test::Within(from, before) => self.within(from.as_deref(), before.as_deref(), named),
        }
    }

    fn compared(&self, operator: Phrase, value: String) -> Phrase {
        self.say("flt-compared").with("operator", operator).user("value", value)
    }

    fn between(&self, key: &'static str, first: String, last: String) -> Phrase {
        self.say(key).with("first", first).with("last", last)
    }

    fn days(&self, key: &'static str, n: u32) -> Phrase {
        self.say(key).with("count", i64::from(n)).with("n", self.number(i64::from(n)))
    }

    /// Settled bounds: whole days where they are such in the reader's zone, moments otherwise.
    fn within(&self, from: Option<&str>, before: Option<&str>, named: &Named) -> Phrase {
        let (first, next) = (from.map(|text| self.bound(text)), before.map(|text| self.bound(text)));
        let last = next.and_then(|bound| bound.day).and_then(|day| day.pred_opt());
        let is = |day: NaiveDate| self.compared(self.operator(Operator::Is, named.kind), self.day(day));
        let than =
            |operator: Operator, day: NaiveDate| self.compared(self.operator(operator, named.kind), self.day(day));
        match (first.map(|bound| bound.day), next.map(|bound| bound.day)) {
            (Some(Some(first)), Some(Some(_))) if last == Some(first) => is(first),
            (Some(Some(first)), Some(Some(_))) => {
                self.between("flt-in-days", self.day(first), self.day(last.unwrap_or(first)))
            }
            (Some(Some(first)), None) => than(Operator::Above, first.pred_opt().unwrap_or(first)),
            (None, Some(Some(day))) => than(Operator::Below, day),
            _ => {
                let moment = |text: Option<&str>| text.map_or_else(|| "…".to_owned(), |text| self.moment(text));
                self.say("flt-within").with("first", moment(from)).with("last", moment(before))
            }
        }
    }

    fn bound(&self, text: &str) -> Bound {
        let moment = text.parse::<DateTime<Utc>>().ok().map(|at| at.with_timezone(&self.zone).naive_local());
        let day = match moment {
            Some(at) => Some(at.date()).filter(|_| at.time() == NaiveTime::MIN),
            None => text.parse().ok(),
        };
        Bound { day }
    }

    fn moment(&self, text: &str) -> String {
        text.parse().map_or_else(|_| self.value_of_day(text), |at| self.date_time(at))
    }

    fn value_of_day(&self, text: &str) -> String {
        text.parse().map_or_else(|_| text.to_owned(), |day| self.day(day))
    }

    /// "A, B or C"; of more than three the first ones and how many others.
    fn values(&self, values: &[String], named: &Named) -> String {
        let mut words: Vec<String> = values.iter().take(WRITTEN_OUT).map(|value| self.value(value, named)).collect();
        let others = i64::try_from(values.len().saturating_sub(words.len())).unwrap_or(i64::MAX);
        if others > 0 {
            words.push(self.say("flt-others").with("count", others).with("n", self.number(others)).to_string());
        }
        self.list_or(&words)
    }

    fn value(&self, value: &str, named: &Named) -> String {
        use PropertyType as Type;
        match named.kind {
            Type::Text | Type::Email | Type::Phone | Type::Url => {
                self.say("flt-quoted").with("text", value).to_string()
            }
            Type::Number => self.decimal(value),
            Type::Date | Type::DateTime => self.value_of_day(value),
            Type::Choice | Type::Choices => named.choice(value, self.lang).to_owned(),
            Type::Boolean => value.to_owned(),
        }
    }
}

/// One end of a settled range.
#[derive(Clone, Copy)]
struct Bound {
    /// The day that begins there in the reader's zone, if one does.
    day: Option<NaiveDate>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::filter::Group;
    use crate::domain::lang::Lang;
    use crate::domain::property::Choice;
    use crate::domain::record::Property;
    use chrono_tz::Tz;

    const EN: Locale = Locale::new(Lang::En, Tz::Europe__Paris);
    const FR: Locale = Locale::new(Lang::Fr, Tz::Europe__Paris);

    fn property(kind: PropertyType) -> Property {
        let choice =
            Choice { value: "new".into(), label_en: "New".into(), label_fr: "Nouveau".into(), is_archived: false };
        Property {
            id: 1,
            label_en: "Thing".into(),
            label_fr: "Chose".into(),
            kind,
            choices: vec![choice],
            ..Property::default()
        }
    }

    fn said(locale: Locale, kind: PropertyType, operator: Operator, values: &[&str], settled: bool) -> String {
        let property = property(kind);
        let condition = Condition::parse(&property, operator, values).unwrap();
        let mut filter = Filter { groups: vec![Group { conditions: vec![condition] }] };
        if settled {
            let now = "2025-10-16T08:00:00Z".parse().unwrap();
            filter = filter.settled(std::slice::from_ref(&property), Tz::Europe__Paris, now);
        }
        let words = locale.filter(&filter, &[Named::of(&property)], true).unwrap().to_string();
        words.replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn every_test_reads_as_a_person_would_say_it() {
        use PropertyType::{Boolean, Choice, Date, DateTime, Number, Text};
        for (kind, operator, values, en, fr) in [
            (Text, Operator::Contains, &["Ó"][..], "Thing: contains “Ó”", "Chose : contient « Ó »"),
            (Text, Operator::AnyOf, &["a", "b"], "Thing: is any of “a” or “b”", "Chose : est l’un de « a » ou « b »"),
            (Number, Operator::Above, &["1234.5"], "Thing: is greater than 1,234.5", "Chose : supérieur à 1 234,5"),
            (Choice, Operator::Is, &["new"], "Thing: is New", "Chose : est Nouveau"),
            (Boolean, Operator::IsFalse, &[], "Thing: is false", "Chose : est faux"),
            (Date, Operator::Below, &["2025-10-16"], "Thing: is before 16 Oct 2025", "Chose : avant le 16 oct. 2025"),
            (
                Date,
                Operator::Between,
                &["2026-01-01", "2026-11-30"],
                "Thing: is between 1 Jan 2026 and 30 Nov 2026",
                "Chose : entre le 1er janv. 2026 et le 30 nov. 2026",
            ),
            (Number, Operator::Between, &["1", "2"], "Thing: is between 1 and 2", "Chose : entre 1 et 2"),
            (DateTime, Operator::LastDays, &["90"], "Thing: in the last 90 days", "Chose : dans les 90 derniers jours"),
            (Text, Operator::Empty, &[], "Thing: is empty", "Chose : est vide"),
        ] {
            assert_eq!(said(EN, kind, operator, values, false), en);
            assert_eq!(said(FR, kind, operator, values, false), fr);
        }
        assert_eq!(
            said(EN, Number, Operator::AnyOf, &["1", "2", "3", "4", "5"], false),
            "Thing: is any of 1, 2, 3 or 2 others"
        );
    }

    #[test]
    fn settled_bounds_are_days_in_the_zone_they_were_settled_in_and_moments_elsewhere() {
        use PropertyType::{Date, DateTime};
        for kind in [Date, DateTime] {
            let last = said(EN, kind, Operator::LastDays, &["2"], true);
            assert_eq!(last, "Thing: is between 14 Oct 2025 and 16 Oct 2025");
            assert_eq!(said(EN, kind, Operator::Above, &["2025-10-01"], true), "Thing: is after 1 Oct 2025");
            assert_eq!(said(EN, kind, Operator::Below, &["2025-10-01"], true), "Thing: is before 1 Oct 2025");
        }
        assert_eq!(said(EN, DateTime, Operator::Is, &["2025-10-01"], true), "Thing: is 1 Oct 2025");
        let utc = Locale::new(Lang::En, Tz::UTC);
        assert_eq!(
            said(utc, DateTime, Operator::Is, &["2025-10-01"], true),
            "Thing: from 30 Sep 2025, 22:00 until 1 Oct 2025, 22:00"
        );
    }

    #[test]
    fn what_was_chosen_before_a_property_asked_for_yes_or_no_is_said_as_it_was() {
        let property = property(PropertyType::Boolean);
        for (values, words) in
            [(&["abc"][..], "Thing: is any of abc"), (&["false"], "Thing: is false"), (&["true"], "Thing: is true")]
        {
            let test = Test::Any(values.iter().map(|value| (*value).to_owned()).collect());
            let condition = Condition { property_id: 1, test };
            assert_eq!(EN.condition(&condition, Some(&Named::of(&property)), true).to_string(), words);
        }
    }

    #[test]
    fn a_sensitive_value_is_not_said_without_the_right() {
        let mut property = property(PropertyType::Text);
        property.is_sensitive = true;
        let condition = Condition::parse(&property, Operator::Is, &["XK1"]).unwrap();
        let filter = Filter { groups: vec![Group { conditions: vec![condition] }] };
        let words = EN.filter(&filter, &[Named::of(&property)], false).unwrap().to_string();
        assert_eq!(words, "Thing: hidden");
    }
}
