-- A database in a file, as rollback journals and as a write-ahead log have it.
attach '/tmp/other.db' as other;
create table t(a integer primary key, b text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
	insert into t select i, hex(i) from n;
create table other.u as select a, b from t;
update other.u set b = 'odd' where a % 2;
select count(*), sum(length(b)) from other.u;
pragma other.journal_mode = wal;
insert into other.u values(1, 'one'), (2, 'two');
pragma other.wal_checkpoint(truncate);
vacuum other;
pragma other.integrity_check;
select count(*) from other.u;
detach other;
pragma integrity_check;

-- Sorting in threads, by way of files.
pragma threads = 3;
pragma cache_size = 10;
with recursive n(i) as (select 1 union all select i + 1 from n where i < 20000)
	insert into t(b) select hex((i * 7919) % 20011) from n;
create index by_b on t(b);
select count(*), min(b), max(b) from t;
