package dev.serai.policies;

import java.util.Set;

/**
 * The names of the flat variables that policies read and set: an interface, described in
 * {@code docs/reference/policy-variables.md}. Who calls ({@code team}, {@code keyName}) is set by the step
 * that authenticates.
 */
final class PolicyVariables {
    /** The policy whose turn it is, by its route's id; absent: no more. */
    static final String POLICY = "policy";

    // Of the request.
    static final String REQUEST_ID = "requestId";
    static final String TASK = "task";
    static final String STREAM = "stream";
    static final String HAS_IMAGE = "hasImage";
    static final String HAS_AUDIO = "hasAudio";
    static final String HAS_DOCUMENT = "hasDocument";
    static final String HAS_TOOLS = "hasTools";
    static final String MESSAGE_COUNT = "messageCount";
    static final String INPUT_CHARACTERS = "inputCharacters";
    static final String ESTIMATED_INPUT_TOKENS = "estimatedInputTokens";
    static final String MAX_OUTPUT_TOKENS = "maxOutputTokens";
    static final String LAST_USER_TEXT = "lastUserText";
    static final String CONVERSATION_TEXT = "conversationText";

    // Of the moment.
    static final String HOUR = "hour";
    static final String WEEKDAY = "weekday";

    // Of the plan as it is now.
    static final String PLANNED_MODEL = "plannedModel";
    static final String PLANNED_PROVIDER = "plannedProvider";
    static final String ESTIMATED_COST_USD = "estimatedCostUsd";

    // Of the budget of the caller that is nearest to its end, of those that hold for the plan.
    static final String SPENT_USD = "spentUsd";
    static final String BUDGET_USD = "budgetUsd";
    static final String SPENT_PERCENT = "spentPercent";

    // Of the canary, for its route alone.
    static final String CANARY_TARGET = "canaryTarget";
    static final String CANARY_PERCENT = "canaryPercent";
    static final String DRAW = "draw";

    // Of the shadow, for its route alone, which reads a draw of its own; and what it decides, for the end of the road.
    static final String SHADOW_PERCENT = "shadowPercent";
    static final String SHADOW = "shadow";

    // For a policy that asks a model, and what the model says.
    static final String ASK_MODEL = "askModel";
    static final String ASK_INSTRUCTION = "askInstruction";
    static final String ASK_TEXT = "askText";
    static final String ASK_MAX_TOKENS = "askMaxTokens";
    static final String QUESTION = "question";
    static final String ANSWER = "answer";
    static final String MODEL_SAYS = "modelSays";

    // For a policy to set.
    static final String USE_MODEL = "useModel";
    static final String FIRST_TARGET = "firstTarget";
    static final String PREFER_PROVIDERS = "preferProviders";
    static final String ONLY_PROVIDERS = "onlyProviders";
    static final String WITHOUT_PROVIDERS = "withoutProviders";
    static final String REFUSE = "refuse";
    static final String REFUSE_CODE = "refuseCode";

    /** What a policy decides with. */
    static final Set<String> DECISIONS =
            Set.of(USE_MODEL, FIRST_TARGET, PREFER_PROVIDERS, ONLY_PROVIDERS, WITHOUT_PROVIDERS, REFUSE, REFUSE_CODE);

    private PolicyVariables() {}
}
