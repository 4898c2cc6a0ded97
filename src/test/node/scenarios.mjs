// What an application does with npm's openai. Prints one JSON line a scenario: {"scenario", "result"} or {"scenario", "failed"}.
// Usage: node scenarios.mjs <base URL> <model> <key>
import OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { z } from "zod";

const [baseURL, model, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const WEATHER = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const PIXEL =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const user = (content) => ({ role: "user", content });
const ask = (content, more = {}) => client.chat.completions.create({ model, messages: [user(content)], ...more });

const scenarios = {
  async create() {
    const answer = await client.chat.completions.create({
      model,
      messages: [{ role: "system", content: "Be brief" }, user("Create this")],
      max_completion_tokens: 100,
    });
    const { message, finish_reason } = answer.choices[0];
    return { model: answer.model, object: answer.object, text: message.content, finish_reason, usage: answer.usage };
  },

  async stream() {
    const stream = await ask("Stream this", { stream: true, stream_options: { include_usage: true } });
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    return {
      ids: new Set(chunks.map((chunk) => chunk.id)).size,
      models: [...new Set(chunks.map((chunk) => chunk.model))],
      texts: chunks.map((chunk) => chunk.choices[0]?.delta?.content).filter((text) => text),
      finish_reasons: chunks.map((chunk) => chunk.choices[0]?.finish_reason).filter((reason) => reason),
      usage: chunks.at(-1).usage,
      last_choices: chunks.at(-1).choices.length,
    };
  },

  // The SDK's own loop: it calls our function and hands the result back by itself.
  async toolRunner() {
    const runner = client.chat.completions.runTools({
      model,
      messages: [user("What is the weather in Oslo?")],
      tools: [
        {
          type: "function",
          function: { ...WEATHER.function, parse: JSON.parse, function: ({ city }) => `sunny in ${city}` },
        },
      ],
    });
    return { text: await runner.finalContent() };
  },

  async parallelTools() {
    const messages = [user("What is the weather in Paris and Rome?")];
    const asked = await client.chat.completions.create({ model, messages, tools: [WEATHER] });
    const { message, finish_reason } = asked.choices[0];
    messages.push(message);
    for (const call of message.tool_calls.toReversed()) {
      const { city } = JSON.parse(call.function.arguments);
      messages.push({ role: "tool", tool_call_id: call.id, content: `rain in ${city}` });
    }
    const answer = await client.chat.completions.create({ model, messages, tools: [WEATHER] });
    return {
      finish_reason,
      content: message.content,
      cities: message.tool_calls.map((call) => JSON.parse(call.function.arguments).city),
      text: answer.choices[0].message.content,
    };
  },

  async streamedTools() {
    const stream = client.chat.completions.stream({
      model,
      messages: [user("What is the weather in Madrid and Lisbon?")],
      tools: [WEATHER],
    });
    const { message, finish_reason } = (await stream.finalChatCompletion()).choices[0];
    return {
      finish_reason,
      calls: message.tool_calls.map((call) => ({ name: call.function.name, arguments: call.function.arguments })),
    };
  },

  async parsed() {
    const format = zodResponseFormat(z.object({ title: z.string(), tags: z.array(z.string()) }), "article");
    const answer = await client.chat.completions.parse({ model, messages: [user("Serai")], response_format: format });
    return { parsed: answer.choices[0].message.parsed };
  },

  async image() {
    const answer = await ask([
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url: PIXEL } },
    ]);
    return { text: answer.choices[0].message.content };
  },

  async abort() {
    const stream = await ask("stall after one piece", { stream: true });
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta?.content) break; // leaving the loop aborts the request
    }
    return { aborted: stream.controller.signal.aborted };
  },
};

const faults = {
  badRequest: () => ask("Hello", { temperature: 3 }),
  providerRefusal: () => ask("fail with 400"),
  notFound: () => client.chat.completions.create({ model: "no-such-model", messages: [user("Hello")] }),
  // A target that limits its rate is left alone for a while: not the one that the others need.
  rateLimit: () => client.chat.completions.create({ model: `${model}-limited`, messages: [user("fail with 429")] }),
  serverError: () => ask("fail with 500"),
  brokenStream: async () => {
    for await (const chunk of await ask("break after one piece", { stream: true })) void chunk;
  },
  // Last, since refused credentials are left alone too.
  wrongCredentials: () => ask("fail with 403"),
};

for (const [scenario, run] of Object.entries(faults)) {
  scenarios[scenario] = async () => {
    try {
      await run();
    } catch (error) {
      const { status, code, type, param, message } = error;
      return { class: error.constructor.name, status, code, type, param, message };
    }
    throw new Error("no error was raised");
  };
}

for (const [scenario, run] of Object.entries(scenarios)) {
  try {
    console.log(JSON.stringify({ scenario, result: await run() }));
  } catch (error) {
    console.log(JSON.stringify({ scenario, failed: String(error.stack ?? error) }));
  }
}
