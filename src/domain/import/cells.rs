//! The cells of one row, in one piece of memory: a file has millions of them.

/// The cells of one row, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    /// Cells that stand one behind the other in `text` and end at these places.
    ///
    /// `None` when a place is none: beyond the text, before the one in front of it, or within a character.
    pub fn new(text: String, ends: &[usize]) -> Option<Self> {
        let is_one = |at: &usize| text.is_char_boundary(*at);
        (ends.is_sorted() && ends.iter().all(is_one)).then(|| Self { text, ends: ends.to_vec() })
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.text[*start..*end])
    }
}

impl<T: AsRef<str>> FromIterator<T> for Cells {
    fn from_iter<I: IntoIterator<Item = T>>(cells: I) -> Self {
        let mut all = Self::default();
        for cell in cells {
            all.text.push_str(cell.as_ref());
            all.ends.push(all.text.len());
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_come_back_as_they_were_put_in() {
        let cells: Cells = ["Zoë", "", "x"].into_iter().collect();
        assert_eq!(cells.iter().collect::<Vec<_>>(), ["Zoë", "", "x"]);
        assert_eq!((cells.len(), cells.bytes(), cells.is_empty()), (3, 5, false));
        assert_eq!(Cells::new("Zoëx".to_owned(), &[4, 4, 5]), Some(cells));
        for wrong in [[3, 4, 5], [4, 3, 5], [4, 4, 6]] {
            assert_eq!(Cells::new("Zoëx".to_owned(), &wrong), None, "{wrong:?}");
        }
    }
}
