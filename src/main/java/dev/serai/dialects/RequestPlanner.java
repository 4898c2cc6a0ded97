package dev.serai.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Capability;
import dev.serai.config.ModelFacts;
import dev.serai.config.ModelTarget;
import dev.serai.dialects.DialectTraits.ForcedChoice;
import dev.serai.dialects.DialectTraits.Peculiarity;
import dev.serai.errors.GatewayException;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a target can be told of a request, for the wire formats that separate system texts, alternate turns and
 * have Claude's notion of tools. One for each translation, used by one thread.
 */
public final class RequestPlanner {
    private static final String ANSWER_WITH_JSON =
            "Answer with one JSON object only: no text before or after it, and no Markdown fence around it.";

    private final ChatRequest request;
    private final ModelTarget target;
    private final ModelFacts facts;
    private final DialectTraits traits;
    private final DroppedParameters dropped = new DroppedParameters();

    private Conversation conversation;
    private ToolOffer tools;
    private OutputFormat.@Nullable JsonSchema nativeSchema;
    private @Nullable String jsonTool;
    private boolean jsonFence;
    private boolean jsonMode;

    private RequestPlanner(ChatRequest request, ModelTarget target, DialectTraits traits) {
        this.request = request;
        this.target = target;
        this.facts = target.facts();
        this.traits = traits;
        this.conversation = ConversationReader.read(request, restoresThinking(), traits.has(Peculiarity.SIGNS_ANSWERS));
        this.tools = ToolOfferReader.read(request);
    }

    /**
     * Makes the plan.
     *
     * @throws GatewayException 400 where the target can't do what the request means, or the request contradicts itself
     */
    public static RequestPlan plan(ChatRequest request, ModelTarget target, DialectTraits traits) {
        return new RequestPlanner(request, target, traits).plan();
    }

    private RequestPlan plan() {
        UnservedParameters.sort(request, traits.servedParameters(), dropped);
        CapabilityCheck.verify(request, conversation, tools, facts, traits);
        Set<String> custom = customTools();
        OutputLimit limit = OutputLimit.of(request, facts, traits.unsaidOutputLimit(), dropped);
        boolean toolsForbidden = !tools.allowsCalls() && (!tools.isEmpty() || conversation.hasToolHistory());
        outputFormat();
        toolHistory();
        toolChoice();
        ThinkingPlan thinking = thinking(limit);
        Sampling sampling = Sampling.of(request, facts, thinking, traits, dropped);
        ToolAliases names = new ToolAliases(toolNames(), custom, traits.toolNameForm(), traits.longestToolName());
        if (!facts.systemPrompt()) {
            conversation = conversation.withoutSystemPrompt();
        }
        CacheMarks.Kept kept = CacheMarks.of(tools, conversation, traits, dropped);
        return new RequestPlan(
                request,
                target,
                kept.conversation(),
                kept.tools(),
                names,
                nativeSchema,
                jsonTool,
                jsonFence,
                jsonMode,
                toolsForbidden,
                thinking,
                sampling,
                dropped);
    }

    /** Older Claudes don't know thinking blocks; of a model that nobody knows we believe that it made what it signed. */
    private boolean restoresThinking() {
        boolean canThink = facts.thinking() != ModelFacts.Thinking.NONE || !facts.known();
        return facts.family().equals("claude") && canThink;
    }

    private Set<String> customTools() {
        for (JsonNode tool : request.tree().path("tools")) {
            if (tool.path("custom").path("format").has("grammar")) {
                dropped.leftOut("tools[].custom.format"); // It is told in the description, and held by nobody.
            }
        }
        return tools.tools().stream()
                .filter(ToolDefinition::custom)
                .map(ToolDefinition::name)
                .collect(Collectors.toSet());
    }

    private void outputFormat() {
        OutputFormat format = OutputFormat.of(request);
        boolean inWords = traits.has(Peculiarity.NO_JSON_BESIDE_TOOLS) && showsTools();
        if (format instanceof OutputFormat.JsonObject && traits.jsonMode() && !inWords) {
            jsonMode = true;
        } else if (format instanceof OutputFormat.JsonObject) {
            askForJson(ANSWER_WITH_JSON);
        } else if (format instanceof OutputFormat.JsonSchema schema && inWords) {
            dropped.leftOut("response_format.json_schema");
            askForJson(ANSWER_WITH_JSON + " It follows this JSON schema: " + Json.string(schema.schema()));
        } else if (format instanceof OutputFormat.JsonSchema schema) {
            Optional<OutputFormat.JsonSchema> enforced = enforced(schema);
            enforced.ifPresentOrElse(sayable -> nativeSchema = sayable, () -> schemaByTool(schema));
        }
    }

    private void askForJson(String words) {
        conversation = conversation.withSystem(words);
        jsonFence = true;
    }

    private Optional<OutputFormat.JsonSchema> enforced(OutputFormat.JsonSchema format) {
        if (!facts.can(Capability.JSON_SCHEMA)) {
            return Optional.empty();
        }
        return facts.family().equals("claude")
                ? ClaudeSchema.of(format.schema())
                        .map(schema -> new OutputFormat.JsonSchema(format.name(), format.description(), schema))
                : Optional.of(format);
    }

    /**
     * A tool that nobody has stands for the answer, and must be called: alone, or as one among the client's own. Where the
     * client itself requires one of its tools, the answer is that call, and the schema has to wait.
     */
    private void schemaByTool(OutputFormat.JsonSchema format) {
        if (tools.choice().forces()) {
            return;
        }
        if (traits.forcedChoice() == ForcedChoice.NEVER || !facts.can(Capability.TOOLS)) {
            throw GatewayException.invalid(
                    "unsupported_value",
                    "response_format",
                    "The providers of this model can't hold it to this schema.");
        }
        String name = reservedName(format);
        String description = format.description() == null ? "Gives the answer." : format.description();
        ToolChoice choice = tools.allowsCalls() ? ToolChoice.REQUIRED : ToolChoice.named(name);
        tools = tools.with(new ToolDefinition(name, description, format.schema(), false, false, null))
                .choosing(choice);
        jsonTool = name;
    }

    private String reservedName(OutputFormat.JsonSchema format) {
        String seed = format.name() + Json.string(format.schema());
        String name = "gw_json_" + Digest.hex(seed, 8);
        while (tools.has(name)) {
            seed += name;
            name = "gw_json_" + Digest.hex(seed, 8);
        }
        return name;
    }

    /** Whether there will be tools in the request, or results of them. */
    private boolean showsTools() {
        return tools.allowsCalls() || keepsToolHistory() && (!tools.isEmpty() || conversation.hasToolHistory());
    }

    private boolean keepsToolHistory() {
        return traits.toolHistory() && facts.can(Capability.TOOLS);
    }

    /** Calls and results in the history want the tools beside them, even where nothing may be called any more. */
    private void toolHistory() {
        if (tools.allowsCalls()) {
            return;
        }
        if (!keepsToolHistory()) {
            conversation = conversation.withToolsInWords();
            tools = ToolOffer.NOTHING;
        } else if (tools.isEmpty() && conversation.hasToolHistory()) {
            for (String name : conversation.namesOfCalls()) {
                tools = tools.with(ToolDefinition.remembered(name));
            }
            tools = tools.choosing(ToolChoice.NONE);
        }
    }

    /** Brings a forced choice into the form that the target has. */
    private void toolChoice() {
        ToolChoice choice = tools.choice();
        if (!choice.forces() || traits.forcedChoice() == ForcedChoice.NAMED) {
            return;
        }
        if (choice.name() != null) {
            tools = tools.only(tool -> tool.name().equals(choice.name()));
        }
        if (traits.forcedChoice() == ForcedChoice.ANY) {
            tools = tools.choosing(ToolChoice.REQUIRED);
        } else {
            dropped.changed("tool_choice", choice, ToolChoice.AUTO);
            tools = tools.choosing(ToolChoice.AUTO);
        }
    }

    private ThinkingPlan thinking(OutputLimit limit) {
        if (traits.has(Peculiarity.PLANS_THINKING)) {
            return ThinkingPlan.unsaid(limit.tokens());
        }
        boolean forced = tools.choice().forces();
        // Adaptive models think on where a tool loop lacks the thoughts before it; those with a budget refuse.
        boolean lostThread = facts.thinking() == ModelFacts.Thinking.BUDGET && conversation.inToolLoopWithoutThinking();
        return new ThinkingPlanner(facts, limit, dropped)
                .plan(ReasoningWish.of(request), forced || lostThread || conversation.endsWithPrefill());
    }

    private Set<String> toolNames() {
        Set<String> names = new LinkedHashSet<>();
        tools.tools().forEach(tool -> names.add(tool.name()));
        names.addAll(conversation.namesOfCalls());
        return names;
    }
}
