//! The index of git, versions 2 to 4 (gitformat-index(5)). Only names are read, and none is kept but
//! those that are looked for: what the file makes of them by repeating costs nothing.

use std::collections::BTreeSet;

/// Times, ids, mode and size of an entry, in bytes.
const STATS: usize = 40;

/// Says that an entry has two more bytes of flags.
const EXTENDED: u16 = 0x4000;

/// The longest path that is compared: the longest that systems have.
const MAX_NAME: usize = 4096;

/// Those of `wanted` that the index names; none when `bytes` are no index that can be understood.
pub(super) fn among(bytes: &[u8], wanted: &BTreeSet<String>) -> Option<BTreeSet<String>> {
    // The length of a hash is said by the configuration of the repository, not here.
    [20, 32].into_iter().find_map(|hash| Reader { rest: bytes, whole: bytes.len() }.names(hash, wanted))
}

struct Reader<'a> {
    rest: &'a [u8],
    whole: usize,
}

impl<'a> Reader<'a> {
    fn names(&mut self, hash: usize, wanted: &BTreeSet<String>) -> Option<BTreeSet<String>> {
        if self.take(4)? != b"DIRC" {
            return None;
        }
        let version = self.number()?;
        let count = self.number()?;
        if !(2..=4).contains(&version) {
            return None;
        }
        let mut found = BTreeSet::new();
        let mut name: Vec<u8> = Vec::new();
        for _ in 0..count {
            let start = self.at();
            self.take(STATS + hash)?;
            let flags = self.short()?;
            if flags & EXTENDED != 0 {
                self.take(2).filter(|_| version > 2)?;
            }
            if version == 4 {
                let dropped = self.varint()?;
                name.truncate(name.len().checked_sub(dropped)?);
            } else {
                name.clear();
            }
            name.extend_from_slice(self.until_nul()?);
            // Longer names say so with the greatest length there is.
            if name.is_empty() || name.len().min(0xfff) != usize::from(flags & 0xfff) {
                return None;
            }
            if version < 4 {
                // The end of an entry is filled up to eight bytes; one of the zeros is read.
                let filled = (self.at() - start).next_multiple_of(8) - (self.at() - start);
                self.take(filled)?;
            }
            if name.len() <= MAX_NAME
                && let Ok(name) = std::str::from_utf8(&name)
                && wanted.contains(name)
            {
                found.insert(name.to_owned());
            }
        }
        self.is_whole(hash).then_some(found)
    }

    /// Whether all entries stand in this file: what follows them are extensions, of which none names
    /// another file, and a checksum.
    fn is_whole(&mut self, hash: usize) -> bool {
        while self.rest.len() > hash {
            let (Some(signature), Some(size)) = (self.take(4), self.number()) else { return false };
            if signature == b"link" || self.take(size as usize).is_none() {
                return false;
            }
        }
        self.rest.len() == hash
    }

    fn at(&self) -> usize {
        self.whole - self.rest.len()
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    fn short(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_be_bytes)
    }

    fn until_nul(&mut self) -> Option<&'a [u8]> {
        let length = self.rest.iter().position(|byte| *byte == 0)?;
        let taken = self.take(length)?;
        self.take(1)?;
        Some(taken)
    }

    /// A number as packs write offsets (gitformat-pack(5)).
    fn varint(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        }
        Some(value)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header(version: u32, count: usize) -> Vec<u8> {
        let count = u32::try_from(count).unwrap();
        [b"DIRC".as_slice(), &version.to_be_bytes(), &count.to_be_bytes()].concat()
    }

    fn entry(hash: usize, name: &str) -> Vec<u8> {
        let length = u16::try_from(name.len().min(0xfff)).unwrap();
        [vec![1; STATS + hash], length.to_be_bytes().to_vec()].concat()
    }

    /// An index as `git add` of these names would write it.
    pub(in super::super) fn version_2(names: &[&str]) -> Vec<u8> {
        let mut bytes = header(2, names.len());
        for name in names {
            let mut entry = [entry(20, name), name.as_bytes().to_vec(), vec![0]].concat();
            entry.resize(entry.len().next_multiple_of(8), 0);
            bytes.extend(entry);
        }
        [bytes, vec![9; 20]].concat()
    }

    fn read(bytes: &[u8], names: &[&str]) -> Option<Vec<String>> {
        let wanted = names.iter().map(|name| (*name).to_owned()).collect();
        among(bytes, &wanted).map(|found| found.into_iter().collect())
    }

    #[test]
    fn names_are_found() {
        let long = "d/".repeat(3000) + ".env";
        let bytes = version_2(&[".env", "a/.env.prod", &long]);
        assert_eq!(read(&bytes, &[".env", "b", &long]), Some(vec![".env".to_owned()]));
        assert_eq!(read(&version_2(&[]), &[".env"]), Some(Vec::new()));
    }

    #[test]
    fn names_may_share_their_beginnings() {
        let mut bytes = header(4, 3);
        for (name, dropped, rest) in [("a/.env", 0, "a/.env"), ("a/.env.prod", 0, ".prod"), ("a/b", 9, "b")] {
            bytes.extend([entry(32, name), vec![dropped], rest.as_bytes().to_vec(), vec![0]].concat());
        }
        bytes.extend([0; 32]);
        let found = read(&bytes, &["a/.env.prod", "a/b", ".env"]);
        assert_eq!(found, Some(vec!["a/.env.prod".to_owned(), "a/b".to_owned()]));
    }

    #[test]
    fn half_an_index_says_nothing() {
        let mut bytes = version_2(&[".env"]);
        let checksum = bytes.split_off(bytes.len() - 20);
        let split = [bytes.clone(), b"link\0\0\0\x01x".to_vec(), checksum.clone()].concat();
        assert_eq!(read(&split, &[".env"]), None);
        let cached = [bytes.clone(), b"TREE\0\0\0\x01x".to_vec(), checksum].concat();
        assert_eq!(read(&cached, &[".env"]).map(|found| found.len()), Some(1));
        assert_eq!(read(&bytes, &[".env"]), None);
        assert_eq!(read(&header(5, 0), &[]), None);
    }

    proptest! {
        #[test]
        fn nothing_breaks_it(version in 2u32..5, count in 0usize..9, rest in proptest::collection::vec(any::<u8>(), 0..600)) {
            let bytes = [header(version, count), rest].concat();
            let _ = among(&bytes, &BTreeSet::from([".env".to_owned()]));
        }

        #[test]
        fn nor_does_a_changed_byte(at in 0usize..180, byte in any::<u8>()) {
            let mut bytes = version_2(&[".env", "a/.env"]);
            if let Some(old) = bytes.get_mut(at) {
                *old = byte;
            }
            let _ = among(&bytes, &BTreeSet::from([".env".to_owned()]));
        }
    }
}
