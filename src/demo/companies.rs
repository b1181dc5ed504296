//! Sample companies.

use chrono::{DateTime, Duration, Utc};

use super::lands::{Land, at, turn};
use super::random::Random;
use super::values::{Values, day, filled, hundredths, put, slug};
use super::words::{REMARKS, owner};

const STREAM: u64 = 2;

const NAME: i64 = 31;
const DOMAIN: i64 = 32;
const PHONE: i64 = 33;
const INDUSTRY: i64 = 34;
const CITY: i64 = 35;
const COUNTRY: i64 = 36;
const EMPLOYEES: i64 = 37;
const ANNUAL_REVENUE: i64 = 38;
const OWNER: i64 = 39;
const WEBSITE: i64 = 40;
const DESCRIPTION: i64 = 41;
const FOUNDED: i64 = 42;
const VAT_NUMBER: i64 = 43;

/// How a company is called, and its domain.
pub(super) struct Called {
    pub(super) name: String,
    pub(super) domain: String,
}

/// The company with a number in its land; every one has its own name and domain.
pub(super) fn called(land: &'static Land, number: u64) -> Called {
    let count = land.company_count();
    let (mut name, latin) = land.company(number % count);
    let mut domain = slug(&latin);
    // The later ones are branches of the first: in a city each, then numbered.
    let branch = number / count;
    if let Some(city) = branch.checked_sub(1) {
        let cities = land.places.len() as u64;
        let named = land.places.get(usize::try_from(city % cities).unwrap_or(0)).map_or("", |(name, _)| name);
        name.push(' ');
        name.push_str(named);
        if city >= cities {
            name.push(' ');
            name.push_str(&(city / cities + 1).to_string());
        }
        domain.push('-');
        domain.push_str(&(city + 2).to_string());
    }
    let form = at(land.forms, number % land.forms.len() as u64);
    name.push(' ');
    name.push_str(form);
    domain.push_str(".example");
    Called { name, domain }
}

/// The values of company `seed_index`, the same for the same index and time.
pub fn company(seed_index: u64, now: DateTime<Utc>) -> Vec<(i64, String)> {
    let (land, number) = turn(seed_index);
    let random = &mut Random::of(STREAM, seed_index);
    let Called { name, domain } = called(land, number);
    let mut values = Values::with_capacity(13);
    put(&mut values, NAME, name);
    if random.chance(85) {
        put(&mut values, PHONE, filled(random.pick(land.phones), random));
    }
    if random.chance(95) {
        put(&mut values, INDUSTRY, random.weighted(INDUSTRIES));
    }
    if random.chance(92) {
        put(&mut values, CITY, random.pick(land.places).0);
        put(&mut values, COUNTRY, land.country);
    }
    if random.chance(80) {
        put(&mut values, EMPLOYEES, employees(random).to_string());
    }
    if random.chance(60) {
        // Some years end in the red.
        let cents = random.between(-40_000_000, 900_000_000) * random.between(1, 40);
        put(&mut values, ANNUAL_REVENUE, hundredths(if random.chance(70) { cents / 100_000 * 100_000 } else { cents }));
    }
    if random.chance(75) {
        put(&mut values, OWNER, owner(random));
    }
    if random.chance(70) {
        put(&mut values, WEBSITE, format!("https://www.{domain}/"));
    }
    if random.chance(40) {
        put(&mut values, DESCRIPTION, random.pick(REMARKS));
    }
    if random.chance(65) {
        put(&mut values, FOUNDED, day((now - Duration::days(random.between(200, 44_000))).date_naive()));
    }
    if random.chance(70) {
        put(&mut values, VAT_NUMBER, filled(land.vat, random));
    }
    if random.chance(97) {
        put(&mut values, DOMAIN, domain);
    }
    values
}

const INDUSTRIES: &[(u64, &str)] =
    &[(45, "logistics"), (20, "manufacturing"), (12, "retail"), (12, "services"), (6, "technology"), (5, "public")];

/// Many small firms, few large ones.
fn employees(random: &mut Random) -> i64 {
    let most = random.pick(&[9, 30, 30, 120, 120, 900, 18_000]);
    random.between(1, most)
}
