package dev.serai.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.allowances.Allowance;
import dev.serai.auth.NewKey;
import dev.serai.auth.Team;
import dev.serai.auth.TeamStore;
import dev.serai.errors.GatewayError;
import dev.serai.errors.GatewayException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /admin/v1/teams}: what all keys of a team may use up together. Thread-safe. */
public final class TeamOperations {
    private static final Set<String> NONE = Set.of();
    private static final Set<String> KNOWN =
            Set.of(AllowanceFields.LIMITS, AllowanceFields.BUDGETS, KeyFields.METADATA);

    private final Supplier<TeamStore> teams;

    /** @param teams throws where there is no store for any */
    public TeamOperations(Supplier<TeamStore> teams) {
        this.teams = teams;
    }

    public AdminAnswer list(AdminRequest request) {
        request.allow(NONE);
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = list.putArray("data");
        teams.get().list().forEach(team -> data.add(json(team)));
        return AdminAnswer.json(list);
    }

    public AdminAnswer show(AdminRequest request) {
        request.allow(NONE);
        return one(teams.get().find(request.name()).orElseThrow(TeamOperations::unknown));
    }

    /** What is not said is not limited: this takes the place of whatever was said before. */
    public AdminAnswer set(AdminRequest request) {
        request.allow(NONE);
        String name = request.name();
        // A key's team is stripped: limits of a name with spaces around it would hold for nobody.
        if (name.isEmpty()
                || name.length() > NewKey.LONGEST_NAME
                || !Fields.isLine(name)
                || !name.equals(name.strip())) {
            throw GatewayException.invalid(
                    "invalid_value",
                    "name",
                    "A team's name is a line of at most " + NewKey.LONGEST_NAME
                            + " characters, without spaces around it");
        }
        Fields fields = request.fields();
        fields.allow(KNOWN);
        Allowance allowance = AllowanceFields.read(fields, Allowance.UNLIMITED);
        Map<String, String> metadata = KeyFields.metadata(fields);
        return one(teams.get().set(name, allowance, metadata, request.actor(), check(request)));
    }

    public AdminAnswer delete(AdminRequest request) {
        request.allow(NONE);
        if (!teams.get().delete(request.name(), request.actor(), check(request))) {
            throw unknown();
        }
        return AdminAnswer.json(JsonNodeFactory.instance
                .objectNode()
                .put("name", request.name())
                .put("object", "team")
                .put("deleted", true));
    }

    private static Consumer<@Nullable Team> check(AdminRequest request) {
        return team -> Preconditions.match(request.ifMatch(), team == null ? "" : tag(team));
    }

    private static AdminAnswer one(Team team) {
        return AdminAnswer.json(json(team)).with("ETag", tag(team));
    }

    private static String tag(Team team) {
        return Preconditions.tag(json(team).toString());
    }

    private static ObjectNode json(Team team) {
        ObjectNode node =
                JsonNodeFactory.instance.objectNode().put("name", team.name()).put("object", "team");
        AllowanceFields.write(team.allowance(), false, node);
        ObjectNode metadata = node.putObject("metadata");
        new TreeMap<>(team.metadata()).forEach(metadata::put);
        return node.put("created_at", team.createdAt().toString());
    }

    private static GatewayException unknown() {
        return new GatewayException(new GatewayError.InvalidRequest(
                404,
                "team_not_found",
                null,
                "Nothing was said of this team: GET /admin/v1/teams lists those of which it was"));
    }
}
