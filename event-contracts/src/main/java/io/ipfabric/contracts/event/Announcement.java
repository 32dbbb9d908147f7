package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How a node announces an endpoint's addresses: the class of the kernel routes, which the router's policy turns into attributes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Announcement.Silent.class, name = "SILENT"),
    @JsonSubTypes.Type(value = Announcement.Standby.class, name = "STANDBY"),
    @JsonSubTypes.Type(value = Announcement.Normal.class, name = "NORMAL"),
    @JsonSubTypes.Type(value = Announcement.Preferred.class, name = "PREFERRED")
})
public sealed interface Announcement {

    /** Not at all. */
    record Silent() implements Announcement {}

    /** As the last resort. */
    record Standby() implements Announcement {}

    /** As the VM's only and settled place. */
    record Normal() implements Announcement {}

    /**
     * Before every older announcer.
     *
     * @param rank the place on a ladder of eight classes: 1 to 8, a higher one wins
     */
    record Preferred(int rank) implements Announcement {

        /** The ladder has eight static classes. */
        public static final int RANK_MAX = 8;

        public Preferred {
            if (rank < 1 || rank > RANK_MAX) {
                throw new InvalidFieldException("rank", "is 1 to " + RANK_MAX + ", not " + rank);
            }
        }
    }
}
