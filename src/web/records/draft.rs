//! A filter while it is being built: what was chosen and typed so far, sensible or not (R51).

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::number;
use crate::domain::filter::{Condition, ConditionError, Filter, Group, MAX_CONDITIONS, MAX_VALUES, Operator, Test};
use crate::domain::property::{PropertyType, has_too_many_digits};
use crate::domain::record::Property;
use crate::i18n::{Locale, Phrase};
use crate::web::error::WebError;
use crate::web::field_errors::FieldErrors;
use crate::web::form::Fields;

/// Groups of conditions as their form has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Draft {
    pub(super) groups: Vec<Vec<Typed>>,
}

/// One condition as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) property: Option<i64>,
    pub(super) operator: Option<Operator>,
    pub(super) values: Vec<String>,
}

/// What a button of the form asks for; numbers count groups and conditions from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// Draw the form again: a property or an operator was chosen.
    Update(usize, usize),
    /// One more condition in a group.
    Add(usize),
    /// One more group.
    AddGroup,
    /// One condition less.
    Remove(usize, usize),
    /// Use the filter.
    Apply,
}

impl Act {
    /// Reads the value of a button; `None` where the form was only opened.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let word = parts.next()?;
        let mut number = || parts.next()?.parse::<usize>().ok();
        match word {
            "update" => Some(Self::Update(number()?, number()?)),
            "add" => Some(Self::Add(number()?)),
            "group" => Some(Self::AddGroup),
            "remove" => Some(Self::Remove(number()?, number()?)),
            "apply" => Some(Self::Apply),
            _ => None,
        }
    }
}

impl Draft {
    /// What a form holds; `None` when it holds no condition at all.
    pub(super) fn read(fields: &Fields) -> Result<Option<Self>, WebError> {
        let mut groups = Vec::new();
        let mut left = MAX_CONDITIONS;
        while fields.is_ticked(&name("p", groups.len(), 0)) {
            let mut group = Vec::new();
            while left > 0 && fields.is_ticked(&name("p", groups.len(), group.len())) {
                group.push(Typed::read(fields, groups.len(), group.len())?);
                left -= 1;
            }
            if group.is_empty() {
                break;
            }
            groups.push(group);
        }
        Ok((!groups.is_empty()).then_some(Self { groups }))
    }

    /// A filter as its form shows it.
    pub(super) fn of(filter: &Filter, properties: &[Property], locale: Locale) -> Self {
        let typed = |condition: &Condition| {
            let property = properties.iter().find(|property| property.id == condition.property_id);
            Typed::of(condition, property.map_or(PropertyType::Text, |property| property.kind), locale)
        };
        let groups = filter.groups.iter().map(|group| group.conditions.iter().map(typed).collect());
        Self { groups: groups.collect() }
    }

    /// Whether it has as many conditions as a filter may have.
    pub(super) fn is_full(&self) -> bool {
        self.groups.iter().map(Vec::len).sum::<usize>() >= MAX_CONDITIONS
    }

    /// What an address says of it, the same in both languages.
    pub(super) fn fields(&self, offered: &[&Property], locale: Locale) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        for (group, conditions) in self.groups.iter().enumerate() {
            for (at, typed) in conditions.iter().enumerate() {
                let property = typed.property.map(|id| id.to_string()).unwrap_or_default();
                fields.push((name("p", group, at), property));
                fields.extend(typed.operator.map(|one| (name("o", group, at), one.as_str().to_owned())));
                let kind = typed.found(offered).map_or(PropertyType::Text, |property| property.kind);
                fields.extend(typed.plain(kind, locale).into_iter().map(|value| (name("v", group, at), value)));
            }
        }
        fields
    }

    /// Does what a button asks for, and answers which control comes next.
    pub(super) fn act(&mut self, act: Act) -> Option<String> {
        let is_full = self.is_full();
        match act {
            Act::Update(group, at) => return Some(name("o", group, at)),
            Act::Add(group) if !is_full => {
                let conditions = self.groups.get_mut(group)?;
                conditions.push(Typed::default());
                return Some(name("p", group, conditions.len() - 1));
            }
            Act::AddGroup if !is_full => {
                self.groups.push(vec![Typed::default()]);
                return Some(name("p", self.groups.len() - 1, 0));
            }
            Act::Remove(group, at) => {
                if let Some(conditions) = self.groups.get_mut(group).filter(|conditions| at < conditions.len()) {
                    conditions.remove(at);
                }
                self.groups.retain(|conditions| !conditions.is_empty());
            }
            Act::Add(_) | Act::AddGroup | Act::Apply => {}
        }
        None
    }

    /// At least one condition to fill in.
    pub(super) fn or_blank(mut self) -> Self {
        if self.groups.is_empty() {
            self.groups.push(vec![Typed::default()]);
        }
        self
    }

    /// The filter that it says, and what is wrong with it. Conditions in which nothing was chosen are left out.
    pub(super) fn filter(&self, offered: &[&Property], locale: Locale) -> (Filter, FieldErrors) {
        let mut errors = FieldErrors::none();
        let mut filter = Filter::default();
        for (group, conditions) in self.groups.iter().enumerate() {
            let mut kept = Vec::new();
            for (at, typed) in conditions.iter().enumerate().filter(|(_, typed)| !typed.is_blank()) {
                match typed.condition(offered, locale) {
                    Ok(condition) => kept.push(condition),
                    Err((part, sentence)) => {
                        let field = if part == LAST { last_name(group, at) } else { name(part, group, at) };
                        errors.add_named(locale, field, nth(locale, group, at), sentence);
                    }
                }
            }
            if !kept.is_empty() {
                filter.groups.push(Group { conditions: kept });
            }
        }
        (filter, errors)
    }
}

impl Typed {
    fn read(fields: &Fields, group: usize, at: usize) -> Result<Self, WebError> {
        let operator = Operator::from_text(fields.one(&name("o", group, at))?);
        let mut values: Vec<String> = fields.all(&name("v", group, at)).map(str::to_owned).collect();
        if operator.is_some_and(|operator| operator.values().is_none()) {
            // One value per line, where they are typed.
            values = values.iter().flat_map(|text| text.lines()).map(str::to_owned).collect();
            values.retain(|value| !value.trim().is_empty());
        }
        values.truncate(MAX_VALUES + 1);
        Ok(Self { property: fields.one(&name("p", group, at))?.parse().ok(), operator, values })
    }

    fn of(condition: &Condition, kind: PropertyType, locale: Locale) -> Self {
        let property = Some(condition.property_id);
        let Test::Within(from, before) = &condition.test else {
            let mut values = condition.values();
            if kind == PropertyType::Number {
                values = values.iter().map(|value| number::typed(value, locale.lang())).collect();
            }
            return Self { property, operator: Some(condition.operator(kind)), values };
        };
        // Settled bounds, as an export that failed has them: shown as the days they began as.
        let day = |text: &String| match text.parse::<DateTime<Utc>>() {
            Ok(at) => Some(at.with_timezone(&locale.zone()).date_naive()),
            Err(_) => text.parse::<NaiveDate>().ok(),
        };
        let before_it = |day: NaiveDate| day.checked_sub_days(Days::new(1));
        let (first, next) = (from.as_ref().and_then(day), before.as_ref().and_then(day));
        let (operator, days) = match (first, next) {
            (Some(first), Some(next)) => (Operator::Between, vec![Some(first), before_it(next)]),
            (Some(first), None) => (Operator::Above, vec![before_it(first)]),
            (None, next) => (Operator::Below, vec![next]),
        };
        Self { property, operator: Some(operator), values: days.into_iter().flatten().map(|d| d.to_string()).collect() }
    }

    fn is_blank(&self) -> bool {
        self.property.is_none() && self.values.iter().all(|value| value.trim().is_empty())
    }

    /// The property that was chosen, while it is offered.
    fn found<'p>(&self, offered: &[&'p Property]) -> Option<&'p Property> {
        offered.iter().copied().find(|property| Some(property.id) == self.property)
    }

    /// The values; numbers with a decimal point, which both languages read.
    fn plain(&self, kind: PropertyType, locale: Locale) -> Vec<String> {
        match kind {
            PropertyType::Number => self.values.iter().map(|text| number::plain(text, locale.lang())).collect(),
            _ => self.values.clone(),
        }
    }

    /// The condition, or the part of it that is wrong and the sentence that says what to do.
    fn condition(&self, offered: &[&Property], locale: Locale) -> Result<Condition, (&'static str, Phrase)> {
        let Some(property) = self.found(offered) else {
            // One that a form offered once and does not any more: were it left out, the filter would take other records.
            let key = if self.property.is_some() { "flt-err-archived" } else { "flt-err-property" };
            return Err(("p", locale.say(key)));
        };
        let Some(operator) = self.operator else { return Err(("o", locale.say("flt-err-operator"))) };
        let values = self.plain(property.kind, locale);
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        // Where there are two and the first is sound, it is the second that is wrong.
        let part = || match values.as_slice() {
            [first, ..]
                if operator == Operator::Between && Condition::parse(property, Operator::Above, &[first]).is_ok() =>
            {
                LAST
            }
            _ => "v",
        };
        Condition::parse(property, operator, &values).map_err(|e| match e {
            ConditionError::Operator => ("o", locale.say("flt-err-operator")),
            ConditionError::Missing => (part(), locale.say("flt-err-missing")),
            ConditionError::Range => (part(), locale.say("flt-err-range")),
            // One condition alone is never too many.
            ConditionError::TooLong | ConditionError::TooMany => {
                (part(), locale.say("flt-err-long").with("n", locale.number(500)))
            }
            ConditionError::Value => (part(), locale.say(value_error(property.kind, operator, &values))),
        })
    }
}

/// The name of a control, which is its id as well.
pub(super) fn name(part: &str, group: usize, at: usize) -> String {
    format!("{part}-{group}-{at}")
}

/// The second value of a condition, as a part of it.
const LAST: &str = "last";

/// The id of the second value's control, which is sent under the name of the first.
pub(super) fn last_name(group: usize, at: usize) -> String {
    format!("{}-last", name("v", group, at))
}

/// Where a condition stands, as the form counts.
fn nth(locale: Locale, group: usize, at: usize) -> Phrase {
    let n = |at: usize| locale.number(i64::try_from(at + 1).unwrap_or(i64::MAX));
    locale.say("flt-nth-of").with("group", n(group)).with("n", n(at))
}

fn value_error(kind: PropertyType, operator: Operator, values: &[&str]) -> &'static str {
    let is_too_precise = || {
        let wrong = values.iter().find(|text| kind.parse_value(text, &[]).is_err());
        wrong.is_some_and(|text| has_too_many_digits(text.trim()))
    };
    match (operator, kind) {
        (Operator::LastDays | Operator::NextDays, _) => "flt-err-days",
        (_, PropertyType::Number) if is_too_precise() => "flt-err-digits",
        (_, PropertyType::Number) => "flt-err-number",
        (_, PropertyType::Date | PropertyType::DateTime) => "flt-err-date",
        (_, PropertyType::Choice | PropertyType::Choices) => "flt-err-choice",
        _ => "flt-err-text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::lang::Lang;
    use chrono_tz::Tz;

    const EN: Locale = Locale::new(Lang::En, Tz::Europe__Paris);

    fn property(id: i64, kind: PropertyType) -> Property {
        Property { id, kind, ..Property::default() }
    }

    fn draft(form: &str) -> Draft {
        Draft::read(&Fields::parse(form.as_bytes()).unwrap()).unwrap().unwrap()
    }

    #[test]
    fn a_form_is_read_group_by_group_and_blank_conditions_are_left_out() {
        let (text, number) = (property(1, PropertyType::Text), property(2, PropertyType::Number));
        let form = "p-0-0=1&o-0-0=any-of&v-0-0=a%0D%0Ab&p-0-1=&p-1-0=2&o-1-0=between&v-1-0=1&v-1-0=2+000";
        let (filter, errors) = draft(form).filter(&[&text, &number], EN);
        assert!(errors.is_empty());
        assert_eq!(filter.to_text(), r#"[[{"p":1,"any":["a","b"]}],[{"p":2,"between":["1","2000"]}]]"#);
        assert_eq!(Draft::of(&filter, &[text, number], EN).groups[1][0].values, ["1", "2000"]);
        assert_eq!(Draft::read(&Fields::parse(b"p-1-0=2").unwrap()).unwrap(), None);
    }

    #[test]
    fn every_mistake_is_said_at_its_own_control() {
        let (number, date) = (property(2, PropertyType::Number), property(3, PropertyType::Date));
        let form = "p-0-0=2&o-0-0=is&v-0-0=abc&p-0-1=2&o-0-1=contains&v-0-1=1&p-0-2=3&o-0-2=last-days&v-0-2=0&p-0-3=9\
                    &o-0-3=is&v-0-3=x&p-0-4=2&o-0-4=between&v-0-4=5&v-0-4=4&p-0-5=3&o-0-5=is&p-0-6=2&o-0-6=between\
                    &v-0-6=a&v-0-6=4&p-0-7=2&o-0-7=between&v-0-7=4&v-0-7=b&p-0-8=3&o-0-8=between&v-0-8=&v-0-8=2026-01-01\
                    &p-0-9=3&o-0-9=between&v-0-9=2026-01-01&v-0-9=";
        let (_, errors) = draft(form).filter(&[&number, &date], EN);
        let fields: Vec<&str> = errors.all().iter().map(|error| error.field.as_ref()).collect();
        let values = ["v-0-4-last", "v-0-5", "v-0-6", "v-0-7-last", "v-0-8", "v-0-9-last"];
        assert_eq!(fields, [["v-0-0", "o-0-1", "v-0-2", "p-0-3"].as_slice(), &values].concat());
    }

    #[test]
    fn blank_lines_of_a_pasted_list_take_no_value_away() {
        let list: Vec<String> = (1..=300).map(|n| format!("{n}%40x%0A%0A")).collect();
        let draft = draft(&format!("p-0-0=1&o-0-0=any-of&v-0-0={}", list.concat()));
        assert_eq!(draft.groups[0][0].values.len(), 300);
        assert_eq!(draft.groups[0][0].values.last().unwrap(), "300@x");
    }

    #[test]
    fn buttons_add_and_remove() {
        let mut draft = Draft::default().or_blank();
        assert_eq!(draft.act(Act::Add(0)).as_deref(), Some("p-0-1"));
        assert_eq!(draft.act(Act::AddGroup).as_deref(), Some("p-1-0"));
        draft.act(Act::Remove(0, 0));
        draft.act(Act::Remove(1, 0));
        draft.act(Act::Remove(7, 7));
        assert_eq!(draft.groups, [[Typed::default()]]);
        assert_eq!(Act::from_text("remove-3-4"), Some(Act::Remove(3, 4)));
        assert_eq!((Act::from_text("remove-x"), Act::from_text("")), (None, None));
    }
}
