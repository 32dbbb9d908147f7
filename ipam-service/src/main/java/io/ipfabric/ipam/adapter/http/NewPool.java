package io.ipfabric.ipam.adapter.http;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.Reservations;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/pools}.
 *
 * @param reserved addresses and prefixes that are never handed out; absent: none beside the pool's own network address
 * @param cooldown ISO 8601 duration; absent: five minutes
 */
@Schema(requiredProperties = {"name", "cluster", "prefix"})
record NewPool(
        @Nullable PoolName name,
        @Nullable ClusterName cluster,
        @Nullable Prefix prefix,
        @Nullable List<@Nullable String> reserved,
        @Nullable String cooldown) {

    /** Days to seconds; no fractions finer than the store keeps. */
    private static final Pattern DURATION =
            Pattern.compile("P(?=.)([0-9]{1,4}D)?(T(?=.)([0-9]{1,6}H)?([0-9]{1,6}M)?([0-9]{1,8}(\\.[0-9]{1,3})?S)?)?");

    /** @throws InvalidFieldException naming the field that is missing or does not fit */
    Pool pool() {
        var within = required(prefix, "prefix");
        return new Pool(
                required(name, "name"),
                required(cluster, "cluster"),
                within,
                Reservations.of(within, blocks()),
                cooldown == null ? Pool.COOLDOWN_DEFAULT : duration(cooldown));
    }

    private List<Prefix> blocks() {
        var given = reserved == null ? List.<@Nullable String>of() : reserved;
        if (given.size() > Reservations.BLOCKS_MAX) {
            throw new InvalidFieldException("reserved", "has more than " + Reservations.BLOCKS_MAX + " entries");
        }
        var blocks = new ArrayList<Prefix>();
        for (var entry : given) {
            blocks.add(block(entry, "reserved[" + blocks.size() + "]"));
        }
        return blocks;
    }

    /** An address or a prefix. */
    private static Prefix block(@Nullable String text, String field) {
        if (text == null) {
            throw new InvalidFieldException(field, "is null");
        }
        try {
            return text.contains("/") ? Prefix.of(text) : Address.of(text).hostPrefix();
        } catch (InvalidValueException e) {
            throw new InvalidFieldException(field, String.valueOf(e.getMessage()));
        }
    }

    private static Duration duration(String text) {
        try {
            if (DURATION.matcher(text).matches()) {
                return Duration.parse(text);
            }
        } catch (DateTimeParseException _) {
            // Told below.
        }
        throw new InvalidFieldException(
                "cooldown", "is not an ISO 8601 duration of days to milliseconds, like PT5M or PT0.5S");
    }

    private static <T> T required(@Nullable T value, String field) {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }
}
