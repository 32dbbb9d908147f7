package io.ipfabric.credentials;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** What a caller may do. Each role may do all that the one before it may. In tokens and documents it is written in small letters. */
public enum Role {
    /** Reads. */
    VIEWER(1),
    /** Runs VMs: creates, moves and deletes them, and gives addresses by hand. */
    OPERATOR(2),
    /** Shapes the fabric: clusters, devices, pools; and says what stands for a proof. */
    ADMIN(3);

    private final int rank;

    Role(int rank) {
        this.rank = rank;
    }

    public boolean covers(Role needed) {
        return rank >= needed.rank;
    }

    public static Optional<Role> of(String text) {
        return Arrays.stream(values())
                .filter(role -> role.toString().equals(text))
                .findFirst();
    }

    /** The highest that is named; other names are of no concern here: an issuer has groups for other services too. */
    public static Optional<Role> highest(Collection<String> names) {
        return names.stream().flatMap(name -> of(name).stream()).max(Comparator.comparing(role -> role.rank));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
