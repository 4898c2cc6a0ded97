package dev.serai.store;

import dev.serai.config.Settings;

/**
 * A part of a gateway that has connections to the store of its own, so that it keeps no other one waiting. Those that a thread or
 * two look after have as many as these can use; those that requests wait for share what is left of {@code DATABASE_CONNECTIONS}.
 */
public enum StorePart {
    /** One thread brings the journal over. */
    LEDGER(1),
    /** One brings the journal over, one forgets texts. */
    AUDIT(2),
    /** Three lease, one looks after what is leased, one sends alerts. */
    BUDGETS(5),
    /** One reads what was audited. */
    SINKS(1),
    /** Who calls, and with which second factor. */
    ACCESS(0),
    /** What the admin API shows and changes, but for the next. */
    ADMIN(0),
    /** What takes the admin API long. */
    REPORTS(0),
    /** A command that goes through all that there is, in a process that has nothing else to do. */
    COMMAND(0);

    private static final String CONNECTIONS = "DATABASE_CONNECTIONS";
    private static final int DEFAULT = 20;
    private static final int FEWEST = 12;
    private static final int MOST = 200;

    private final int own;

    StorePart(int own) {
        this.own = own;
    }

    /** Notes in the settings what is wrong with them. */
    public static void check(Settings settings) {
        all(settings);
    }

    private static int all(Settings settings) {
        return settings.wholeNumber(CONNECTIONS, DEFAULT, FEWEST, MOST);
    }

    /** How many connections it has at most; with all parts it is what the settings say. */
    int connections(Settings settings) {
        int shared = all(settings);
        for (StorePart part : values()) {
            shared -= part.own;
        }
        int reports = Math.max(1, shared / 5);
        int admin = Math.max(1, shared * 3 / 10);
        return switch (this) {
            case ACCESS -> shared - admin - reports;
            case ADMIN -> admin;
            case REPORTS -> reports;
            case COMMAND -> 1;
            default -> own;
        };
    }

    /** How many it keeps when there is nothing to do: whoever comes seldom can wait until one is made. */
    int idle() {
        return this == ADMIN || this == REPORTS || this == COMMAND ? 0 : 1;
    }

    /** How long a statement of it may take. */
    int statementSeconds() {
        return switch (this) {
            case REPORTS -> 15;
            case COMMAND -> 1800;
            default -> 3;
        };
    }
}
