"""The pivots of `bench scale` by DuckDB on the raw rows, and whether it answers the same."""

import sys
import time

import duckdb

rows, questions, database = sys.argv[1:4]
link = duckdb.connect(database)
started = time.perf_counter()
link.execute(f"CREATE TABLE rows AS SELECT * FROM read_csv('{rows}', header = true)")
loaded = time.perf_counter() - started
times = []
differences = 0
for line in open(questions, encoding="utf-8"):
    groups, rated, attempts, sql = line.rstrip("\n").split("\t")
    link.execute(sql).fetchall()
    started = time.perf_counter()
    answer = link.execute(sql).fetchall()
    times.append(time.perf_counter() - started)
    told = (len(answer), sum(row[-2] for row in answer), sum(row[-1] for row in answer))
    differences += told != (int(groups), int(rated), int(attempts))
times.sort()


def at(percent):
    return times[max(0, -(-len(times) * percent // 100) - 1)] * 1000


print(
    f"duckdb     {duckdb.__version__}, raw rows: loading ten columns {loaded:.1f} s, the same pivots warm "
    f"p50 {at(50):.1f} ms, p95 {at(95):.1f} ms; {differences} answers differ"
)
