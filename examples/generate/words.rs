//! Words for names. Any two names differ in at least one whole word.

/// The first words of names.
pub(crate) const FIRST: [&str; 32] = [
    "Amber", "Basalt", "Cobalt", "Dorian", "Ember", "Fallow", "Granite", "Hollow", "Indigo",
    "Juniper", "Kestrel", "Lantern", "Marble", "Nimbus", "Obsidian", "Pewter", "Quartz", "Russet",
    "Saffron", "Timber", "Umber", "Velvet", "Willow", "Xenon", "Yarrow", "Zephyr", "Crimson",
    "Meadow", "Orchard", "Tundra", "Violet", "Walnut",
];

/// The second words of names.
pub(crate) const SECOND: [&str; 32] = [
    "Anchor", "Bridge", "Canyon", "Delta", "Estuary", "Forest", "Glacier", "Harbour", "Island",
    "Junction", "Keystone", "Lagoon", "Mountain", "Narrows", "Outpost", "Prairie", "Quarry",
    "River", "Summit", "Terrace", "Upland", "Valley", "Waterway", "Crossing", "Meridian",
    "Horizon", "Citadel", "Beacon", "Compass", "Sentinel", "Gateway", "Rampart",
];

/// The third words of names.
pub(crate) const THIRD: [&str; 32] = [
    "Aviation",
    "Banking",
    "Customs",
    "Drainage",
    "Education",
    "Fisheries",
    "Geology",
    "Health",
    "Insurance",
    "Justice",
    "Knowledge",
    "Logistics",
    "Maritime",
    "Nutrition",
    "Oversight",
    "Pharmacy",
    "Quarantine",
    "Research",
    "Security",
    "Transport",
    "Universities",
    "Veterinary",
    "Weather",
    "Youth",
    "Archives",
    "Broadcast",
    "Chemistry",
    "Dispatch",
    "Emergency",
    "Forensics",
    "Identity",
    "Mobility",
];

/// Fourth words, for names whose other three words are the same. These words have few letters in common, so no name
/// looks like a misspelling of another.
pub(crate) const FOURTH: [&str; 16] = [
    "", "Alpha", "Bravo", "Charlie", "Echo", "Foxtrot", "Golf", "Hotel", "Kilo", "Lima", "Oscar",
    "Papa", "Romeo", "Sierra", "Tango", "Yankee",
];

/// Formats a name as an id.
pub(crate) fn kebab(text: &str) -> String {
    text.to_lowercase().split_whitespace().collect::<Vec<_>>().join("-")
}

/// A generator of pseudorandom numbers, which returns the same numbers for the same seed: `SplitMix64` (Steele, Lea,
/// Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64, stream: u64) -> Random {
        let mut random = Random(seed ^ stream.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        random.next();
        random
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Returns `true` with the given probability.
    pub(crate) fn happens(&mut self, share: f64) -> bool {
        f64::from((self.next() >> 32) as u32) < share * f64::from(u32::MAX)
    }
}
