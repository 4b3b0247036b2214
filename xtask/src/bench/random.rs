//! Repeatable random numbers (`SplitMix64`): the same seed makes the same tree on every machine.

/// A stream of random numbers.
pub struct Random(u64);

impl Random {
    /// The stream of `seed`.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `limit`, which must not be 0.
    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    /// `len` random bytes.
    pub fn bytes(&mut self, len: usize) -> Vec<u8> {
        let mut bytes: Vec<u8> =
            std::iter::repeat_with(|| self.next().to_le_bytes()).take(len.div_ceil(8)).flatten().collect();
        bytes.truncate(len);
        bytes
    }

    /// A size from the log-normal distribution with the given median and a spread of 1, as file sizes have it.
    pub fn size(&mut self, median: u32) -> u64 {
        // Twelve uniform numbers make a normal one that is good enough for sizes, without logarithms.
        let sum: f64 = (0..12).map(|_| self.unit()).sum();
        (f64::from(median) * (sum - 6.0).exp()) as u64
    }

    /// Puts `list` into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at as u64 + 1) as usize);
        }
    }

    /// A number in 0..1.
    fn unit(&mut self) -> f64 {
        f64::from((self.next() >> 32) as u32) / (f64::from(u32::MAX) + 1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream() {
        // The first value of the published reference implementation for seed 0.
        assert_eq!(Random::new(0).next(), 0xE220_A839_7B1D_CDAF);
        assert_eq!(Random::new(7).bytes(20), Random::new(7).bytes(20));
        assert_ne!(Random::new(7).bytes(20), Random::new(8).bytes(20));
        assert_eq!(Random::new(7).bytes(13).len(), 13);
    }

    #[test]
    fn a_shuffle_keeps_everything() {
        let mut list: Vec<_> = (0..100).collect();
        Random::new(3).shuffle(&mut list);
        assert_ne!(list, (0..100).collect::<Vec<_>>());
        list.sort_unstable();
        assert_eq!(list, (0..100).collect::<Vec<_>>());
    }

    #[test]
    fn sizes_spread_around_their_median() {
        let mut random = Random::new(1);
        let mut sizes: Vec<_> = (0..1001).map(|_| random.size(4096)).collect();
        sizes.sort_unstable();
        assert!((3500..4800).contains(&sizes[500]), "{}", sizes[500]);
        assert!(sizes[0] < 600 && sizes[1000] > 30_000, "{} {}", sizes[0], sizes[1000]);
    }
}
