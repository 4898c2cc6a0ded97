// Who gets in with npm's openai. Prints one JSON line a way: {"name", "text"} or {"name", "error", "status", "code"}.
// Usage: node ways-in.mjs <base URL> <model> <ways: [{"name", "apiKey", "headers"}]>
import OpenAI from "openai";

const [baseURL, model, ways] = process.argv.slice(2);

for (const { name, apiKey, headers } of JSON.parse(ways)) {
  const client = new OpenAI({ baseURL, apiKey, defaultHeaders: headers, maxRetries: 0 });
  try {
    const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] });
    console.log(JSON.stringify({ name, text: answer.choices[0].message.content }));
  } catch (error) {
    console.log(JSON.stringify({ name, error: error.constructor.name, status: error.status, code: error.code }));
  }
}
