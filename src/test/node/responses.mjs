// What an application does with npm's openai and responses. Prints one JSON line a scenario: {"scenario", "result"}.
// Usage: node responses.mjs <base URL> <model> <key>
import OpenAI from "openai";

const [baseURL, model, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
const tools = [
  {
    type: "function",
    name: "get-weather",
    description: "The weather in a city",
    strict: false,
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
];

const scenarios = {
  async create() {
    const response = await client.responses.create({ model, instructions: "Be brief", input: "Hello there" });
    return { text: response.output_text, model: response.model, status: response.status, usage: response.usage };
  },

  // The SDK puts the response together of the events by itself, and throws where they don't fit.
  async stream() {
    const stream = client.responses.stream({ model, input: "Hello there" });
    const types = [];
    let deltas = "";
    for await (const event of stream) {
      types.push(event.type);
      if (event.type === "response.output_text.delta") deltas += event.delta;
    }
    const response = await stream.finalResponse();
    return { text: response.output_text, deltas, first: types[0], last: types.at(-1) };
  },

  async streamTools() {
    const input = [{ role: "user", content: "What is the weather in Paris and Rome?" }];
    const asked = await client.responses.stream({ model, input, tools }).finalResponse();
    const calls = asked.output.filter((item) => item.type === "function_call");
    // All items go back as they came, as agents do it.
    for (const item of asked.output) {
      const { parsed_arguments, ...plain } = item;
      input.push(plain);
    }
    for (const call of calls)
      input.push({ type: "function_call_output", call_id: call.call_id, output: "rain in " + call.arguments });
    const told = await client.responses.create({ model, input, tools });
    return { calls: calls.map((call) => call.arguments), text: told.output_text };
  },

  async refused() {
    try {
      await client.responses.create({ model, input: "Hello", background: true });
      return {};
    } catch (error) {
      return { status: error.status, code: error.code, param: error.param };
    }
  },
};

for (const [scenario, run] of Object.entries(scenarios)) {
  console.log(JSON.stringify({ scenario, result: await run() }));
}
