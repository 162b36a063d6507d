//! Files written here and read back.

use std::io::Cursor;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FixedLenByteArray, FixedLenByteArrayType,
    Int32Type, Int64Type,
};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;

use super::*;
use crate::input::Item;

type Group<'a> = SerializedRowGroupWriter<'a, Vec<u8>>;

fn file(schema: &str, compression: Compression, groups: &[&dyn Fn(&mut Group<'_>)]) -> Vec<u8> {
    let schema = Arc::new(parse_message_type(schema).expect("a schema"));
    let properties = Arc::new(WriterProperties::builder().set_compression(compression).build());
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, properties).expect("a writer");
    for write in groups {
        let mut group = writer.next_row_group().expect("a row group");
        write(&mut group);
        group.close().expect("a whole row group");
    }
    writer.into_inner().expect("a whole file")
}

fn put<T: DataType>(
    group: &mut Group<'_>,
    values: &[T::T],
    defined: Option<&[i16]>,
    repeated: Option<&[i16]>,
) {
    let mut column = group.next_column().expect("a column").expect("one more column");
    column.typed::<T>().write_batch(values, defined, repeated).expect("values");
    column.close().expect("a whole column");
}

fn text(values: &[&str]) -> Vec<ByteArray> {
    values.iter().map(|value| ByteArray::from(*value)).collect()
}

fn rows(file: Vec<u8>) -> Result<Vec<String>, InputError> {
    let mut rows = Vec::new();
    let mut frames = ParquetRows::open(Cursor::new(file))?;
    while let Some(chunk) = frames.next_chunk_in(Vec::new())? {
        chunk.each(|item| match item {
            Item::Record(record, place) => {
                assert_eq!(place.record, rows.len() as u64 + 1);
                rows.push(String::from_utf8(record.to_vec()).expect("JSON is UTF-8"));
            }
            other => panic!("{other:?}"),
        });
    }
    Ok(rows)
}

const FLAT: &str = "message log {
    required int64 at (TIMESTAMP(NANOS,true));
    optional binary model (UTF8);
    optional int64 tokens (INTEGER(64,false));
    optional fixed_len_byte_array(16) cost (DECIMAL(38,9));
    required double seconds;
    required boolean stream;
    optional int32 day (DATE);
}";

fn flat(group: &mut Group<'_>) {
    put::<Int64Type>(group, &[1_793_707_200_123_456_789, 1_793_707_200_000_000_000], None, None);
    put::<ByteArrayType>(group, &text(&["a \"model\""]), Some(&[1, 0]), None);
    put::<Int64Type>(group, &[12, -1], Some(&[1, 1]), None);
    let cost = FixedLenByteArray::from((-1_234_567_890_123_i128).to_be_bytes().to_vec());
    put::<FixedLenByteArrayType>(group, &[cost], Some(&[1, 0]), None);
    put::<DoubleType>(group, &[2.28e-5, f64::NAN], None, None);
    put::<BoolType>(group, &[true, false], None, None);
    put::<Int32Type>(group, &[20_760], Some(&[0, 1]), None);
}

#[test]
fn rows_become_objects_with_exact_decimals_and_iso_instants() {
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(Default::default()),
        Compression::ZSTD(Default::default()),
        Compression::LZ4_RAW,
    ] {
        let found = rows(file(FLAT, compression, &[&flat, &flat])).expect("a file");
        let first = "{\"at\":\"2026-11-03T12:00:00.123456Z\",\"model\":\"a \\\"model\\\"\",\"tokens\":12,\
                     \"cost\":-1234.567890123,\"seconds\":0.0000228,\"stream\":true}";
        let second = "{\"at\":\"2026-11-03T12:00:00.000000Z\",\"tokens\":18446744073709551615,\
                      \"seconds\":\"NaN\",\"stream\":false,\"day\":\"2026-11-03\"}";
        assert_eq!(found, [first, second, first, second]);
    }
}

#[test]
fn nested_columns_lists_and_maps_keep_their_shape() {
    let schema = "message log {
        optional group usage { required int64 input; optional group more { optional int64 cached; } }
        optional group tags (LIST) { repeated group list { optional binary element (UTF8); } }
        required group meta (MAP) { repeated group key_value { required binary key (UTF8); optional int64 value; } }
        optional binary extra (JSON);
    }";
    let write = |group: &mut Group<'_>| {
        put::<Int64Type>(group, &[5], Some(&[1, 0]), None);
        put::<Int64Type>(group, &[3], Some(&[3, 0]), None);
        put::<ByteArrayType>(group, &text(&["x", "y"]), Some(&[3, 2, 3, 1]), Some(&[0, 1, 1, 0]));
        put::<ByteArrayType>(group, &text(&["a", "b"]), Some(&[1, 1, 0]), Some(&[0, 1, 0]));
        put::<Int64Type>(group, &[7], Some(&[2, 1, 0]), Some(&[0, 1, 0]));
        put::<ByteArrayType>(group, &text(&["{\"k\":1}", "not json"]), Some(&[1, 1]), None);
    };
    let found = rows(file(schema, Compression::SNAPPY, &[&write])).expect("a file");
    let first = "{\"usage\":{\"input\":5,\"more\":{\"cached\":3}},\"tags\":[\"x\",null,\"y\"],\"meta\":{\"a\":7,\"b\":null},\"extra\":{\"k\":1}}";
    assert_eq!(found, [first, "{\"extra\":\"not json\"}"]);
}

fn refused(file: Vec<u8>) -> String {
    rows(file).expect_err("a refusal").to_string()
}

#[test]
fn ten_thousand_columns_are_refused_before_they_are_opened() {
    let columns: String = (0..10_000).map(|column| format!("optional int32 c{column};")).collect();
    let wide = file(&format!("message log {{ {columns} }}"), Compression::UNCOMPRESSED, &[]);
    assert!(refused(wide).contains("more than 4,096 columns"));
}

#[test]
fn absurd_footers_are_refused() {
    let whole = file(FLAT, Compression::SNAPPY, &[&flat]);
    assert!(refused(whole[..whole.len() - 1].to_vec()).contains("the file is cut"));
    assert!(refused(b"PAR1".to_vec()).contains("too short"));
    let mut large = whole.clone();
    let at = large.len() - 8;
    large[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(refused(large.clone()).contains("larger than that of any log"));
    large[at..at + 4].copy_from_slice(&60_000_000_u32.to_le_bytes());
    assert!(refused(large).contains("larger than the file"));
    let mut encrypted = whole;
    let at = encrypted.len() - 4;
    encrypted[at..].copy_from_slice(b"PARE");
    assert!(refused(encrypted).contains("encrypted"));
}

#[test]
fn a_schema_that_nests_without_end_is_refused_before_it_is_built() {
    // A list of 100,000 elements, each a group of one child: name "a", one child.
    let mut footer = vec![0x15, 0x02, 0x19, 0xfc, 0xa0, 0x8d, 0x06];
    for _ in 0..100_000 {
        footer.extend_from_slice(&[0x48, 0x01, b'a', 0x15, 0x02, 0x00]);
    }
    footer.push(0);
    let mut file = b"PAR1".to_vec();
    file.extend_from_slice(&footer);
    file.extend_from_slice(&u32::try_from(footer.len()).expect("a length").to_le_bytes());
    file.extend_from_slice(b"PAR1");
    assert!(refused(file).contains("nest deeper"));
}

#[test]
fn lists_of_booleans_which_take_no_bytes_to_pass_over_are_refused_at_once() {
    // Lists of 2,000 million booleans in a footer of 49 bytes, found by fuzzing.
    let mut file = vec![
        0x00, 0x20, 0x40, 0x13, 0x09, 0x09, 0x09, 0x04, 0x7c, 0x09, 0xd3, 0xcd, 0x32, 0x21, 0xf2, 0x99, 0xf2,
        0xd3, 0xf2, 0xf2, 0xf2, 0x05, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0d, 0x0d, 0x0d, 0x0d, 0x0d,
        0x0d, 0x0d, 0xf2, 0xd3, 0xd3, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00, 0x00, 0x4a, 0x00, 0x00, 0x00, 0xfe,
        0xff, 0xff, 0xf1, 0x90,
    ];
    file.extend_from_slice(&[0x31, 0, 0, 0]);
    file.extend_from_slice(b"PAR1");
    assert!(refused(file).contains("footer is damaged"));
}

#[test]
fn no_flipped_byte_makes_it_panic_or_hang() {
    let whole = file(FLAT, Compression::SNAPPY, &[&flat]);
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut broken = whole.clone();
            broken[at] ^= flip;
            // Either some rows or an error; both are fine.
            let _ = ParquetRows::open(Cursor::new(broken)).and_then(|frames| {
                let mut found = Findings::default();
                frames.read(
                    crate::formats::mapped::reader_with(
                        crate::mapping::Mapping::new(crate::mapping::Shape::Parquet),
                        &crate::Source::default(),
                    )
                    .as_mut(),
                    &mut found,
                )
            });
        }
    }
}
