// Shows the API's document. Everything is put in as text: nothing of it is ever markup.
"use strict";

function make(tag, text, ...children) {
  const element = document.createElement(tag);
  if (text) element.textContent = text;
  element.append(...children.filter(Boolean));
  return element;
}

function nameOf(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const several = schema.oneOf || schema.anyOf || schema.allOf;
  if (several) return several.map(nameOf).filter((name) => name !== "null").join(" | ");
  if (schema.type === "array") return `[${nameOf(schema.items)}]`;
  if (Array.isArray(schema.type)) return schema.type.filter((type) => type !== "null").join(" | ");
  return schema.type || "any";
}

function table(rows) {
  const body = make("table");
  for (const cells of rows) {
    body.append(make("tr", "", ...cells.map((cell) => make("td", cell))));
  }
  return body;
}

function rights(operation) {
  if (!operation.security) return "Anybody";
  return operation.security
    .map((way) => (way.session ? "a member who is signed in" : `a token of scope ${way.token.join(", ")}`))
    .join(", or ");
}

function show(path, method, operation) {
  const head = make("summary", "", make("span", method.toUpperCase()), make("code", ` ${path} `), make("span", operation.summary || ""));
  head.firstChild.className = "method";
  const parts = make("details", "", head);
  if (operation.description) parts.append(make("p", operation.description));
  const who = make("p", `Who may: ${rights(operation)}.`);
  who.className = "rights";
  parts.append(who);
  if (operation.parameters) {
    parts.append(make("h4", "Parameters"));
    parts.append(table(operation.parameters.map((own) => [own.name, own.in, nameOf(own.schema), own.description || ""])));
  }
  const body = operation.requestBody && operation.requestBody.content["application/json"];
  if (body) parts.append(make("p", `Body: ${nameOf(body.schema)}`));
  parts.append(make("h4", "Answers"));
  parts.append(
    table(
      Object.entries(operation.responses).map(([status, answer]) => {
        const content = answer.content && Object.values(answer.content)[0];
        return [status, content ? nameOf(content.schema) : "", answer.description || ""];
      }),
    ),
  );
  return parts;
}

function showSchema(name, schema) {
  const parts = make("details", "", make("summary", "", make("code", name)));
  parts.id = `schema-${name}`;
  if (schema.description) parts.append(make("p", schema.description));
  const needed = new Set(schema.required || []);
  const rows = Object.entries(schema.properties || {}).map(([field, own]) => [
    needed.has(field) ? field : `${field}?`,
    nameOf(own),
    own.description || "",
  ]);
  parts.append(rows.length ? table(rows) : make("pre", JSON.stringify(schema, null, 2)));
  return parts;
}

fetch("/api/openapi.json")
  .then((answer) => answer.json())
  .then((api) => {
    const main = document.getElementById("main");
    main.replaceChildren(make("p", api.info.description));
    const topics = new Map();
    for (const [path, item] of Object.entries(api.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const topic = (operation.tags || ["Other"])[0];
        if (!topics.has(topic)) topics.set(topic, []);
        topics.get(topic).push(show(path, method, operation));
      }
    }
    for (const [topic, operations] of topics) main.append(make("h2", topic), ...operations);
    main.append(make("h2", "Bodies"));
    for (const [name, schema] of Object.entries(api.components.schemas)) main.append(showSchema(name, schema));
  })
  .catch(() => document.getElementById("main").replaceChildren(make("p", "The document can't be read.")));
