// jkurwa as a judge: a JSON list of questions on standard input, a JSON list of answers on standard output.
// Bytes travel in base64. Run in a folder where `npm install` was done with the package.json beside this file.
"use strict";
const path = require("path");
const modules = path.join(process.argv[2], "node_modules");
const jk = require(path.join(modules, "jkurwa"));
const gost89 = require(path.join(modules, "gost89"));

const algo = gost89.compat.algos();
const bytes = (text) => Buffer.from(text, "base64");

function makeBox(question) {
  const box = new jk.Box({ algo });
  for (const key of question.keys || []) {
    box.add({ priv: jk.Priv.from_asn1(bytes(key)) });
  }
  for (const certificate of question.certificates || []) {
    box.add({ cert: jk.Certificate.from_asn1(bytes(certificate)) });
  }
  box._indexKeys();
  return box;
}

const operations = {
  async open(question) {
    const found = jk.Box.load({ keyBuffers: [bytes(question.data)], password: question.password }, algo);
    return found.filter((one) => one.priv).map((one) => one.priv.d.toString(true).replace(/^0+/, ""));
  },
  async unwrap(question) {
    const found = await makeBox(question).unwrap(bytes(question.data));
    return {
      content: Buffer.from(found.content).toString("base64"),
      error: found.error || null,
      layers: found.pipe.map((one) => (one.transport ? "transport" : one.enc ? "encrypted" : one.signed ? "signed" : "?")),
    };
  },
  async pack(question) {
    const commands = question.commands.map((op) => ({ op, tax: true }));
    const made = await makeBox(question).pipe(bytes(question.content), commands, question.headers);
    return made.toString("base64");
  },
};

async function main() {
  const input = [];
  for await (const chunk of process.stdin) input.push(chunk);
  const answers = [];
  for (const question of JSON.parse(Buffer.concat(input).toString())) {
    try {
      answers.push({ ok: await operations[question.op](question) });
    } catch (error) {
      answers.push({ bad: String(error.stack || error) });
    }
  }
  process.stdout.write(JSON.stringify(answers));
}

main();
