// What an application does with npm's openai beside chat. Prints one JSON line a scenario: {"scenario", "result"}.
// Usage: node endpoints.mjs <base URL> <model for embeddings> <model for completions> <key>
import OpenAI from "openai";

const [baseURL, embeddings, completions, apiKey] = process.argv.slice(2);
const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });

const scenarios = {
  // The SDK asks for base64 by itself, and gives numbers back: 512 of them, not 128.
  async embed() {
    const answer = await client.embeddings.create({
      model: embeddings,
      input: ["Where is the inn?", "By the well."],
      dimensions: 512,
    });
    return {
      model: answer.model,
      lengths: answer.data.map((item) => item.embedding.length),
      second: answer.data[1].embedding,
      usage: answer.usage,
    };
  },

  async embedAsFloats() {
    const answer = await client.embeddings.create({
      model: embeddings,
      input: "Where is the inn?",
      dimensions: 512,
      encoding_format: "float",
    });
    return { lengths: answer.data.map((item) => item.embedding.length) };
  },

  async complete() {
    const answer = await client.completions.create({ model: completions, prompt: "Once upon a time", max_tokens: 30 });
    return { text: answer.choices[0].text, finish_reason: answer.choices[0].finish_reason, usage: answer.usage };
  },

  async stream() {
    const stream = await client.completions.create({ model: completions, prompt: "Once upon a time", stream: true });
    const texts = [];
    for await (const chunk of stream) texts.push(chunk.choices[0].text);
    return { text: texts.join("") };
  },
};

for (const [scenario, run] of Object.entries(scenarios)) {
  console.log(JSON.stringify({ scenario, result: await run() }));
}
