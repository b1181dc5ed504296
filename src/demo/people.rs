//! Sample contacts: some 300,000 different ones, nobody among them real.

use chrono::{DateTime, Duration, Utc};

use super::companies::{Called, called};
use super::lands::{Land, at, turn};
use super::random::Random;
use super::values::{Values, day, filled, hundredths, lately, latin, moment, put, slug, written};
use super::words::{NOTES, job_title, owner};

/// How many contacts the demo has (R70). Deals and tickets belong to these.
pub const COUNT: u64 = 300_000;

const STREAM: u64 = 1;

const FIRST_NAME: i64 = 1;
const LAST_NAME: i64 = 2;
const EMAIL: i64 = 3;
const PHONE: i64 = 4;
const COMPANY: i64 = 5;
const JOB_TITLE: i64 = 6;
const LEAD_STATUS: i64 = 7;
const OWNER: i64 = 8;
const CITY: i64 = 9;
const COUNTRY: i64 = 10;
const STREET_ADDRESS: i64 = 11;
const POSTAL_CODE: i64 = 12;
const WEBSITE: i64 = 13;
const LANGUAGE: i64 = 14;
const DATE_OF_BIRTH: i64 = 15;
const PASSPORT_NUMBER: i64 = 16;
const NEWSLETTER: i64 = 17;
const LEAD_SCORE: i64 = 18;
const LAST_ACTIVITY: i64 = 19;
const CUSTOMER_SINCE: i64 = 20;
const ANNUAL_REVENUE: i64 = 21;
const NOTES_TEXT: i64 = 22;

/// The values of contact `seed_index`, the same for the same index and time.
pub fn contact(seed_index: u64, now: DateTime<Utc>) -> Vec<(i64, String)> {
    let random = &mut Random::of(STREAM, seed_index);
    let known = Known::of(random);
    let person = Person::of(seed_index);
    let mut values = Values::with_capacity(22);
    if known != Known::EmailOnly {
        if known != Known::LastNameOnly {
            put(&mut values, FIRST_NAME, written(person.given));
        }
        put(&mut values, LAST_NAME, written(person.family));
    }
    if known.has_email() {
        put(&mut values, EMAIL, person.email());
    }
    if !matches!(known, Known::NameOnly | Known::EmailOnly) {
        put_work(&mut values, &person, random);
        put_address(&mut values, &person, random);
        put_private(&mut values, now, random);
        put_sales(&mut values, now, random);
    }
    values
}

/// The e-mail of contact `seed_index`, if it has one.
pub(super) fn email(seed_index: u64) -> Option<String> {
    let known = Known::of(&mut Random::of(STREAM, seed_index));
    known.has_email().then(|| Person::of(seed_index).email())
}

/// How much is known of a contact: most records are rich, some hold next to nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    Much,
    NoEmail,
    LastNameOnly,
    NameOnly,
    EmailOnly,
}

impl Known {
    /// Drawn first, so that [`email`] draws the same as [`contact`].
    fn of(random: &mut Random) -> Self {
        match random.below(100) {
            0..=1 => Self::NameOnly,
            2 => Self::EmailOnly,
            3..=4 => Self::LastNameOnly,
            5..=8 => Self::NoEmail,
            _ => Self::Much,
        }
    }

    fn has_email(self) -> bool {
        !matches!(self, Self::NoEmail | Self::NameOnly)
    }
}

/// Who a contact is.
struct Person {
    index: u64,
    land: &'static Land,
    given: &'static str,
    family: &'static str,
    company: Called,
    /// The number of the company in its land.
    company_number: u64,
    /// How often this name was given out at this company before.
    namesakes: u64,
}

impl Person {
    /// Pairs of names and companies are dealt out like cards: each once, in a mixed order, before any comes again.
    fn of(index: u64) -> Self {
        // A prime larger than any number of cards, so that multiplying by it only changes their order.
        const MIX: u64 = 2_654_435_761;
        let (land, number) = turn(index);
        let names = if number % 2 == 0 { &land.women } else { &land.men };
        let (given, family) = (names.given.len() as u64, names.family.len() as u64);
        let cards = given * family * land.company_count();
        // Each list begins somewhere else in its cards, or the first page would show the first card of every land.
        let card = (number / 2 + number % 2 * 54_321 + 12_345) % cards * MIX % cards;
        let company_number = card / family / given;
        Self {
            index,
            land,
            given: at(names.given, card % given),
            family: at(names.family, card / given % family),
            company: called(land, company_number),
            company_number,
            namesakes: number / 2 / cards,
        }
    }

    /// No two contacts have the same one.
    fn email(&self) -> String {
        let (given, family) = (slug(latin(self.given)), slug(latin(self.family)));
        let domain = &self.company.domain;
        match (self.index % 7, self.namesakes, self.company_number % 4) {
            (3, ..) => format!("{given}.{family}{}@{}", self.index, self.private_domain()),
            (_, 0, 0) => format!("{family}.{given}@{domain}"),
            (_, 0, 1) => format!("{given}_{family}@{domain}"),
            (_, 0, _) => format!("{given}.{family}@{domain}"),
            (_, more, _) => format!("{given}.{family}{}@{domain}", more + 1),
        }
    }

    fn private_domain(&self) -> &'static str {
        match self.land.language {
            "fr" => "courriel.example",
            "pl" | "cs" | "uk" => "poczta.example",
            "de" | "nl" | "nb" | "is" => "post.example",
            "es" | "pt" | "it" => "correo.example",
            _ => "mail.example",
        }
    }
}

fn put_work(values: &mut Values, person: &Person, random: &mut Random) {
    if random.chance(82) {
        put(values, PHONE, filled(random.pick(person.land.phones), random));
    }
    if random.chance(88) {
        put(values, COMPANY, person.company.name.as_str());
        if random.chance(80) {
            put(values, JOB_TITLE, job_title(person.land.language, random));
        }
        match random.below(20) {
            0..=4 => put(values, WEBSITE, format!("https://www.{}/", person.company.domain)),
            5 => {
                put(
                    values,
                    WEBSITE,
                    format!("http://{}/kontakt?id={:04}", person.company.domain, random.below(10_000)),
                );
            }
            6 => put(values, WEBSITE, person.company.domain.as_str()),
            _ => {}
        }
    }
}

fn put_address(values: &mut Values, person: &Person, random: &mut Random) {
    if random.chance(86) {
        let (city, postal_code) = random.pick(person.land.places);
        put(values, CITY, city);
        put(values, COUNTRY, person.land.country);
        if random.chance(65) {
            put(values, STREET_ADDRESS, filled(random.pick(person.land.streets), random));
        }
        if random.chance(90) {
            put(values, POSTAL_CODE, filled(postal_code, random));
        }
    }
    if random.chance(84) {
        put(values, LANGUAGE, person.land.language);
    }
}

/// The sensitive values, for about a third.
fn put_private(values: &mut Values, now: DateTime<Utc>, random: &mut Random) {
    if random.chance(35) {
        let age = Duration::days(random.between(19 * 365, 75 * 365));
        put(values, DATE_OF_BIRTH, day((now - age).date_naive()));
        if random.chance(85) {
            put(values, PASSPORT_NUMBER, filled(random.pick(&["##@@#####", "@#######", "00#######"]), random));
        }
    }
}

fn put_sales(values: &mut Values, now: DateTime<Utc>, random: &mut Random) {
    let status = if random.chance(97) { random.weighted(STATUSES) } else { "" };
    put(values, LEAD_STATUS, status);
    if random.chance(76) {
        put(values, OWNER, owner(random));
    }
    if random.chance(90) {
        put(values, NEWSLETTER, if random.chance(38) { "true" } else { "false" });
    }
    if random.chance(72) {
        let score = random.between(-20, 200) * 50;
        put(values, LEAD_SCORE, hundredths(score));
    }
    if random.chance(87) {
        put(values, LAST_ACTIVITY, moment(lately(random, now, 1_400)));
    }
    if status == "customer" {
        put(values, CUSTOMER_SINCE, day(lately(random, now, 4_000).date_naive()));
    }
    if random.chance(18) {
        put(values, ANNUAL_REVENUE, hundredths(random.between(-500_000, 250_000_000)));
    }
    if random.chance(32) {
        let (first, second) = (random.pick(NOTES), random.pick(NOTES));
        let mut text = first.to_owned();
        if first != second && random.chance(15) {
            text.push('\n');
            text.push_str(second);
        }
        put(values, NOTES_TEXT, text);
    }
}

const STATUSES: &[(u64, &str)] =
    &[(34, "new"), (24, "open"), (17, "in_progress"), (19, "customer"), (6, "unqualified")];
