package io.ipfabric.ipam.adapter.postgres;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.ipam.application.LockedPool;
import io.ipfabric.ipam.domain.PoolView;
import io.ipfabric.ipam.domain.PoolsView;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All that the picker asks of the allocations, from one statement. */
record PoolsViewRow(List<PoolViewRow> pools, List<Address> namedTaken, List<SequenceNumber> sequences) {

    /** How far above a high-water mark one look goes. */
    static final int TAKEN_MAX = 256;

    /** As many as one request can take from a pool, whatever it names. */
    static final int COOLED_MAX = 32;

    /** Where a look at a pool begins; {@code from} is absent where every offset is below the mark. */
    record FromRow(PoolName name, String from) {

        /** PostgreSQL's {@code inet} knows no "nothing"; the text does. */
        static final String NOWHERE = "";

        static FromRow of(LockedPool locked) {
            var prefix = locked.pool().prefix();
            return new FromRow(
                    locked.pool().name(),
                    locked.nextOffset().compareTo(prefix.size()) < 0
                            ? prefix.at(locked.nextOffset()).toString()
                            : NOWHERE);
        }
    }

    /** What was found of a pool: one row more than {@link #TAKEN_MAX} says that there are more. */
    record PoolViewRow(PoolName name, List<Address> taken, List<Address> cooled) {

        PoolView view(LockedPool locked) {
            boolean complete = taken.size() <= TAKEN_MAX;
            return new PoolView(
                    locked.pool(),
                    locked.nextOffset(),
                    complete ? taken : taken.subList(0, TAKEN_MAX),
                    complete,
                    cooled);
        }
    }

    /** ?1: {@link FromRow}s, ?2: named addresses, ?3: how many sequence numbers. */
    static final String SELECT = """
            select cast(jsonb_build_object(
                'pools', coalesce((
                    select jsonb_agg(jsonb_build_object(
                        'name', p.name,
                        'taken', coalesce((
                            select jsonb_agg(host(t.address) order by t.address) from (
                                select a.address from allocation a
                                where a.pool = p.name and a.address >= cast(nullif(p."from", '') as inet)
                                order by a.address limit %d) t), '[]'),
                        'cooled', coalesce((
                            select jsonb_agg(host(c.address) order by c.cooling_until, c.address) from (
                                select a.address, a.cooling_until from allocation a
                                where a.pool = p.name and a.state = 'COOLING_DOWN' and a.cooling_until <= now()
                                order by a.cooling_until, a.address limit %d) c), '[]')))
                    from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as p(name text, "from" text)), '[]'),
                'namedTaken', coalesce((
                    select jsonb_agg(host(a.address)) from allocation a
                    where a.address in (
                            select cast(n as inet) from jsonb_array_elements_text(cast(cast(?2 as text) as jsonb)) n)
                        and %s), '[]'),
                'sequences', coalesce((
                    select jsonb_agg(nextval('allocation_sequence')) from generate_series(1, cast(?3 as integer))), '[]')
            ) as text)
            """.formatted(TAKEN_MAX + 1, COOLED_MAX, AllocationRow.NOT_FREE);

    PoolsView view(List<LockedPool> locked) {
        Map<PoolName, PoolViewRow> rows =
                pools.stream().collect(Collectors.toMap(PoolViewRow::name, Function.identity()));
        var views = locked.stream()
                .map(one -> rows.getOrDefault(
                                one.pool().name(), new PoolViewRow(one.pool().name(), List.of(), List.of()))
                        .view(one))
                .toList();
        return new PoolsView(views, new HashSet<>(namedTaken), sequences);
    }
}
