//! The statistics of several datasets together.

use super::{BaselineCounts, Summary, VerdictCounts};

impl Summary {
    /// Adds the statistics of another dataset, except those that only decide which findings are resolved. `folder` is
    /// the folder of its rulebook as shown in the output. It is put before the names of collections, since two datasets
    /// may have collections of the same name.
    pub fn add_dataset(&mut self, folder: &str, other: &Summary) {
        self.documents += other.documents;
        self.without_schema.extend(&other.without_schema);
        let name = |collection: &str| match folder {
            "" => collection.to_owned(),
            folder => format!("{folder}/{collection}"),
        };
        let records = other.records.iter();
        self.records.extend(records.map(|(collection, number)| (name(collection), *number)));
        self.rules_run.extend(other.rules_run.iter().cloned());
        self.rules_off.extend(other.rules_off.iter().cloned());
        self.not_run.extend(other.not_run.iter().cloned());
        self.left_out.documents += other.left_out.documents;
        self.datasets_below.rulebooks.extend(other.datasets_below.rulebooks.iter().cloned());
        self.datasets_below.may_be_more |= other.datasets_below.may_be_more;
        self.tally.merge(&other.tally);
        self.counted.extend(other.counted.iter().cloned());
        for (level, number) in &other.findings {
            *self.findings.entry(*level).or_default() += number;
        }
        if let Some(hidden) = &other.not_selected {
            let all = self.not_selected.get_or_insert_default();
            all.rules.extend(hidden.rules.iter().cloned());
            for (level, number) in &hidden.findings {
                *all.findings.entry(*level).or_default() += number;
            }
        }
        if let Some(counts) = other.verdicts {
            self.verdicts.get_or_insert_default().add(counts);
        }
        if let Some(counts) = other.baseline {
            self.baseline.get_or_insert_default().add(counts);
        }
    }
}

impl VerdictCounts {
    fn add(&mut self, other: VerdictCounts) {
        let VerdictCounts { in_force, applied, stale, expired, unmatched, not_compared, refused } =
            other;
        self.in_force += in_force;
        self.applied += applied;
        self.stale += stale;
        self.expired += expired;
        self.unmatched += unmatched;
        self.not_compared += not_compared;
        self.refused += refused;
    }
}

impl BaselineCounts {
    fn add(&mut self, other: BaselineCounts) {
        let BaselineCounts { known, changed, resolved, not_compared } = other;
        self.known += known;
        self.changed += changed;
        self.resolved += resolved;
        self.not_compared += not_compared;
    }
}
