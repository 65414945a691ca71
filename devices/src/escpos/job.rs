//! A finished print job: bytes, and where among them the printer may be asked how it is. No wire is known here.

/// Bytes that print one slip, from ESC @ to the cut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    pub(super) bytes: Vec<u8>,
    pub(super) command_ends: Vec<usize>,
    pub(super) number_from: usize,
}

impl Job {
    /// The whole job.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Where the ticket's number begins: before this byte nothing that tells one ticket from another has gone out.
    #[must_use]
    pub fn number_from(&self) -> usize {
        self.number_from
    }

    /// Seconds the job takes on a line of this pace (eight data bits, start and stop bit).
    #[must_use]
    pub fn seconds_at(&self, baud: u32) -> f64 {
        seconds_on_line(self.bytes.len(), baud)
    }

    /// The job in pieces of about `most` bytes that end where a command ends. Only a single command that is longer
    /// makes a longer piece. Between pieces a real-time question cannot be mistaken for a command's data.
    pub(crate) fn pieces(&self, most: usize) -> Vec<&[u8]> {
        let mut pieces = Vec::new();
        let mut from = 0;
        let mut reached = 0;
        for &end in &self.command_ends {
            if end - from > most && reached > from {
                pieces.push(&self.bytes[from..reached]);
                from = reached;
            }
            reached = end;
        }
        pieces.push(&self.bytes[from..]);
        pieces
    }

    /// The length of the longest single command: what a printer that was cut off in it may still be waiting for.
    pub(crate) fn longest_command(&self) -> usize {
        let starts = std::iter::once(0).chain(self.command_ends.iter().copied());
        starts.zip(&self.command_ends).map(|(start, end)| end - start).max().unwrap_or(0)
    }
}

/// Seconds that `bytes` take at `baud` with ten bits a byte.
pub(crate) fn seconds_on_line(bytes: usize, baud: u32) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "jobs are some kilobytes")]
    let bits = (bytes * 10) as f64;
    bits / f64::from(baud.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_end_where_commands_end_and_make_the_whole_job() {
        let job = Job { bytes: (0..100).collect(), command_ends: vec![10, 25, 80, 90, 100], number_from: 0 };
        let pieces = job.pieces(30);
        assert_eq!(pieces.iter().map(|piece| piece.len()).collect::<Vec<_>>(), [25, 55, 20]);
        assert_eq!(pieces.concat(), job.bytes());
        assert_eq!(job.longest_command(), 55);
    }

    #[test]
    fn a_line_of_9600_baud_carries_960_bytes_a_second() {
        assert!((seconds_on_line(960, 9600) - 1.0).abs() < f64::EPSILON);
    }
}
