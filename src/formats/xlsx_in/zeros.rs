//! Numbers that a workbook shows with zeros in front, such as postal codes: their format is zeros only, one for each digit.

use calamine::Style;

/// More digits no number has.
const MOST: usize = 32;

/// How many digits each style of a workbook shows at least.
pub(super) struct Zeros(Vec<usize>);

impl Zeros {
    /// `None` where no style shows zeros in front.
    pub(super) fn of(styles: &[Style]) -> Option<Self> {
        let digits: Vec<usize> = styles.iter().map(digits).collect();
        digits.iter().any(|digits| *digits > 1).then_some(Self(digits))
    }

    /// A number with its zeros in front; `None` where the style puts none there.
    pub(super) fn before(&self, number: &str, style: usize) -> Option<String> {
        let digits = *self.0.get(style)?;
        let is_whole = number.bytes().all(|b| b.is_ascii_digit());
        (is_whole && number.len() < digits).then(|| format!("{number:0>digits$}"))
    }
}

fn digits(style: &Style) -> usize {
    let format = style.number_format.as_ref().map_or("", |format| format.format_code.as_str());
    if format.len() <= MOST && format.bytes().all(|b| b == b'0') { format.len() } else { 0 }
}
