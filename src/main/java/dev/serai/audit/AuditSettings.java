package dev.serai.audit;

import dev.serai.config.Settings;
import dev.serai.journal.JournalFolder;
import dev.serai.store.StoreAddress;
import java.util.Set;

/**
 * Where the audit's journal is, and what happens when it may not grow. Immutable.
 *
 * @param journal its folder, this process' own
 * @param limit bytes that may wait for the store
 * @param allowWhenFull whether requests are served nevertheless
 * @param contentDays how long texts are kept
 */
record AuditSettings(boolean enabled, String journal, long limit, boolean allowWhenFull, int contentDays) {
    private static final String ENABLED = "AUDIT_ENABLED";
    static final String JOURNAL = "AUDIT_JOURNAL";
    static final String LIMIT = "AUDIT_JOURNAL_LIMIT";
    private static final String ON_FULL = "AUDIT_ON_FULL";
    static final String CONTENT_DAYS = "AUDIT_CONTENT_DAYS";
    private static final String ALLOW = "allow";
    private static final String REFUSE = "refuse";
    private static final long DEFAULT_LIMIT = 1L << 30;

    /**
     * What is wrong is noted in the settings.
     *
     * @param address of the store; it must be one
     */
    static AuditSettings of(Settings settings, StoreAddress address) {
        String choice = settings.text(ON_FULL, REFUSE);
        if (!choice.equals(ALLOW) && !choice.equals(REFUSE)) {
            settings.problem(ON_FULL, "\"" + choice + "\" is neither allow nor refuse", Set.of(ALLOW, REFUSE));
        }
        return new AuditSettings(
                settings.flag(ENABLED, true),
                settings.text(
                        JOURNAL,
                        JournalFolder.of(settings, address).resolve("audit").toString()),
                settings.bytes(LIMIT, DEFAULT_LIMIT),
                choice.equals(ALLOW),
                settings.wholeNumber(CONTENT_DAYS, 30, 1, 3_650));
    }
}
