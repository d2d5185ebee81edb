-- What the shell is asked, here and on the build machine.
create table t(a integer primary key, b text, c real);
with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
	insert into t select i, hex(i * 1234567), i / 7.0 from n;
select count(*), sum(a), printf('%.3f', sum(c)), round(avg(c), 6) from t;
select 0.1 + 0.2, 1e308 * 10, 9223372036854775807 + 1, 1.0 / 3, -0.0, 5e-324;
select sqrt(2), pow(2, 0.5), exp(1), log(10), sin(1), acos(0.5);
select json_extract('{"a":[1,2,{"b":"c"}]}', '$.a[2].b'), json_group_array(a)
	from t where a < 4;
select a, lag(a) over (order by a desc), rank() over (order by a / 3) from t
	limit 3;
select upper('abc') || 'ÄÖ', length('äöü'), unicode('€'), substr('äöü', 2, 1);
select strftime('%Y-%m-%d %H:%M:%S', 1700000000, 'unixepoch'),
	julianday('2000-01-01'), date('2024-02-29', '+1 year');
begin;
delete from t where a % 2;
savepoint s;
delete from t;
rollback to s;
commit;
select count(*) from t;

.mode json
select 1 as x, 'a"b' as y, null as z, x'00ff' as b;
.mode csv
select 1.5, 'a,b';
.schema
