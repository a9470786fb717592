//! Export files: any bytes are a file, whatever the plan; what is read adds up.

use backlit_core::exports::plan::{Field, Plan};
use backlit_core::exports::{Error, head_of, read_from};
use std::io::Cursor;

const READS: [&str; 7] = ["text", "url", "flag", "set", "word", "date", "number"];
const RECORDS: [&str; 7] = ["link", "mention", "domain", "anchor", "page", "traffic_page", "traffic_day"];

/// The first three bytes choose the plan, the rest is the file.
pub fn read(data: &[u8]) {
    let [record, first, options, file @ ..] = data else { return };
    let head = match head_of(Cursor::new(file), 30) {
        Ok(head) => head,
        Err(Error::Bad(_)) => return,
        Err(Error::Io(error)) => panic!("{error}"),
    };
    assert!(!head.rows.is_empty());
    assert_eq!(head.rows.len(), head.lines.len());
    assert!(head.lines.is_sorted());
    let header = &head.rows[0];
    let width = header.len();
    if width == 0 {
        // JSON objects without a value in them have no column that a plan could name.
        return;
    }
    // Fields go round the columns; the record decides which must be there, and where its column is told.
    let must = ["source_url", "source_url", "subject", "subject", "subject", "subject", "day"];
    let record = usize::from(*record) % RECORDS.len();
    let mut columns = vec![column(0, must[record], if record == 6 { "date" } else { "url" })];
    for (n, field) in Field::WORDS.iter().enumerate().take(usize::from(*first) % 40) {
        if *field != must[record] && n < width {
            columns.push(column(n, field, READS[(n + usize::from(*options)) % READS.len()]));
        }
    }
    let plan = serde_json::json!({
        "format": head.format.word(),
        "encoding": head.encoding.map(backlit_core::exports::sniff::encoding_name),
        "delimiter": head.delimiter.map(char::from),
        "header_line": head.lines[0],
        "header": header,
        "vendor": "fuzz",
        "record": RECORDS[record],
        "as_of": 0,
        "property": "example.com",
        "day_first": options & 1 == 1,
        "decimal": if options & 2 == 2 { "," } else { "." },
        "columns": columns,
        "metrics": [
            {"index": width - 1, "name": "link.a", "type": "number"},
            {"index": width - 1, "name": "link.b", "type": "text"},
        ],
        "targets": if options & 12 == 12 { serde_json::json!([{"index": width - 1, "site": "http://a.example/"}]) } else { serde_json::json!([]) },
        "unquote": options & 16 == 16,
    });
    let plan = Plan::read(&plan.to_string()).expect("the plan is sound");
    match read_from(Cursor::new(file), file.len() as u64, "fuzz", &plan, None, 0, &mut |_, _| true) {
        Ok(outcome) => {
            assert_eq!(outcome.accepted + outcome.rejected + outcome.duplicates, outcome.read);
            assert_eq!(outcome.reasons.values().sum::<u64>(), outcome.rejected);
            assert!(outcome.rejects.iter().map(|reject| reject.0).is_sorted());
        }
        Err(Error::Bad(_)) => {}
        Err(Error::Io(error)) => panic!("{error}"),
    }
}

fn column(index: usize, field: &str, read: &str) -> serde_json::Value {
    serde_json::json!({"index": index, "field": field, "read": read, "words": {"x": "text", "a": "true"}})
}
