package dev.serai.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.auth.ApiKey;
import dev.serai.auth.KeyAdministration;
import dev.serai.auth.SecondFactors;
import dev.serai.auth.SecondFactors.Enrolment;
import dev.serai.auth.SecondFactors.Status;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** {@code /admin/v1/keys/{id}/totp}: second factors of keys. Thread-safe. */
public final class FactorOperations {
    private static final Set<String> NONE = Set.of();

    private final Supplier<KeyAdministration> keys;
    private final Supplier<SecondFactors> factors;

    /** @param keys and the next throw where there is no store for any */
    public FactorOperations(Supplier<KeyAdministration> keys, Supplier<SecondFactors> factors) {
        this.keys = keys;
        this.factors = factors;
    }

    public AdminAnswer show(AdminRequest request) {
        request.allow(NONE);
        key(request);
        Status status = factors.get().status(request.name()).orElseThrow(FactorOperations::noFactor);
        return AdminAnswer.json(JsonNodeFactory.instance
                .objectNode()
                .put("key_id", request.name())
                .put("object", "totp")
                .put("since", status.since().toString())
                .put("backup_codes_left", status.backupCodesLeft())
                .put(
                        "locked_until",
                        status.lockedUntil() == null
                                ? null
                                : status.lockedUntil().toString()));
    }

    /** The one answer that holds the seed. */
    public AdminAnswer enrol(AdminRequest request) {
        within(request);
        Enrolment enrolment =
                factors.get().enrol(request.name(), request.actor()).orElseThrow(KeyOperations::unknown);
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("key_id", request.name())
                .put("object", "totp")
                .put("otpauth_uri", enrolment.uri())
                .put("qr_png", enrolment.qrCode());
        enrolment.backupCodes().forEach(node.putArray("backup_codes")::add);
        return AdminAnswer.json(201, node);
    }

    public AdminAnswer disable(AdminRequest request) {
        within(request);
        if (!factors.get().disable(request.name(), request.actor())) {
            throw noFactor();
        }
        return AdminAnswer.json(JsonNodeFactory.instance
                .objectNode()
                .put("key_id", request.name())
                .put("object", "totp")
                .put("deleted", true));
    }

    public AdminAnswer renewCodes(AdminRequest request) {
        within(request);
        List<String> codes =
                factors.get().renewBackupCodes(request.name(), request.actor()).orElseThrow(FactorOperations::noFactor);
        ObjectNode node = JsonNodeFactory.instance
                .objectNode()
                .put("key_id", request.name())
                .put("object", "totp");
        codes.forEach(node.putArray("backup_codes")::add);
        return AdminAnswer.json(201, node);
    }

    public AdminAnswer unlock(AdminRequest request) {
        within(request);
        if (!factors.get().unlock(request.name(), request.actor())) {
            throw noFactor();
        }
        return show(request);
    }

    private void within(AdminRequest request) {
        request.allow(NONE);
        request.unconditional();
        request.fieldsIfAny().allow(NONE);
        Roles.reach(request.caller(), key(request).caller().roles());
    }

    private ApiKey key(AdminRequest request) {
        return keys.get()
                .find(request.name())
                .orElseThrow(KeyOperations::unknown)
                .kept();
    }

    private static GatewayException noFactor() {
        return new GatewayException(new GatewayError.InvalidRequest(
                404, "totp_not_found", null, "The key has no second factor: POST to this path enrols one"));
    }
}
