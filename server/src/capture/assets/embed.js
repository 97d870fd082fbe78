// Brings a form into this page, or sends the form that stands here, and remembers where
// somebody came from: first page, referrer, campaign, click. It stores that in this site's
// own storage for ninety days, knows nobody by it, and sends it with the form only.
(function () {
  "use strict";
  var own = __FORM__;
  var here = document.currentScript && document.currentScript.src;
  if (!here) return;
  var server = new URL(here).origin, address = server + "/f/" + own.id, KEEP = 90 * 86400000;

  function origin() {
    var kept = null, query = new URLSearchParams(location.search), changed = false;
    try { kept = JSON.parse(localStorage.getItem("throughline.origin")); } catch (e) { /* none, or none allowed */ }
    if (!kept || typeof kept !== "object" || !(Date.now() - kept.at < KEEP)) {
      kept = { at: Date.now(), known: { landing_page: location.href.slice(0, 2000), referrer: (document.referrer || "").slice(0, 2000) } };
      changed = true;
    }
    ["utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"].forEach(function (name) {
      var value = query.get(name);
      if (value) { kept.known[name] = value.slice(0, 500); changed = true; }
    });
    own.clicks.some(function (name) {
      var value = query.get(name);
      if (value) { kept.known.click_id = value.slice(0, 500); kept.known.click_kind = name; changed = true; }
      return value;
    });
    if (changed) try { localStorage.setItem("throughline.origin", JSON.stringify(kept)); } catch (e) { /* then for this page only */ }
    return kept.known;
  }
  var known = origin();

  function element(name, text, style) {
    var made = document.createElement(name);
    made.textContent = text; made.className = style;
    return made;
  }
  // A form is sent with a token that says when it was shown, and with the work done that it asks for.
  function arm(form, part) {
    var token = (form.elements._token && form.elements._token.value) || part.token;
    var state = { token: token, version: part.version, proof: "" };
    if (own.work && token) {
      var script = document.createElement("script");
      script.src = server + "/f/assets/form.js";
      script.onload = function () { window.throughlineWork(token, own.work, function (answer) { state.proof = answer; if (state.send) state.send(); }); };
      document.head.appendChild(script);
    }
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var send = function () { post(form, state); };
      if (own.work && !state.proof && state.token) state.send = send; else send();
    });
  }
  function post(form, state) {
    var body = {}, button = form.querySelector("[type=submit], button:not([type])");
    new FormData(form).forEach(function (value, name) { if (typeof value === "string" && !(name in body)) body[name] = value; });
    Object.keys(known).forEach(function (name) { if (!body[name]) body[name] = known[name]; });
    if (!body._token) body._token = state.token;
    if (!body._consent_version) body._consent_version = state.version || "";
    if (state.proof) body._proof = state.proof;
    if (button) button.disabled = true;
    fetch(address, { method: "POST", headers: { "content-type": "application/json", accept: "application/json" }, body: JSON.stringify(body), credentials: "omit" })
      .then(function (answer) { return answer.json().then(function (said) { return { status: answer.status, said: said }; }); })
      .then(function (answer) {
        if (button) button.disabled = false;
        if (answer.status === 200) {
          if (answer.said.redirect) { location.assign(answer.said.redirect); return; }
          var done = element("p", answer.said.message, "tl-done");
          done.setAttribute("role", "status"); done.tabIndex = -1;
          form.replaceWith(done); done.focus();
        } else {
          wrong(form, answer.said.errors || {}, answer.said.detail);
        }
      })
      .catch(function () {
        if (button) button.disabled = false;
        wrong(form, {}, "It couldn't be sent. Please try again.");
      });
  }
  function wrong(form, errors, detail) {
    form.querySelectorAll(".tl-said").forEach(function (old) { old.remove(); });
    form.querySelectorAll("[aria-invalid]").forEach(function (old) { old.removeAttribute("aria-invalid"); });
    var first = null;
    Object.keys(errors).forEach(function (name) {
      var input = form.elements[name];
      if (!input || !input.parentNode) return;
      var said = element("p", errors[name], "tl-said");
      said.id = "tl-said-" + name.replace(/[^a-z0-9]/gi, "-");
      input.setAttribute("aria-invalid", "true"); input.setAttribute("aria-describedby", said.id);
      input.parentNode.appendChild(said);
      first = first || input;
    });
    if (first) { first.focus(); return; }
    var all = element("p", detail || "It couldn't be sent.", "tl-said");
    all.setAttribute("role", "alert"); form.appendChild(all);
  }
  function begin() {
    var places = document.querySelectorAll('[data-throughline-form="' + own.id + '"]');
    if (!places.length) return;
    fetch(address + "/part", { credentials: "omit" }).then(function (answer) { return answer.json(); }).then(function (part) {
      places.forEach(function (place) {
        var form = place;
        if (place.tagName !== "FORM") {
          if (!document.querySelector('link[href="' + server + '/f/assets/form.css"]')) {
            var style = document.createElement("link");
            style.rel = "stylesheet"; style.href = server + "/f/assets/form.css";
            document.head.appendChild(style);
          }
          place.innerHTML = part.html;
          form = place.querySelector("form");
          form.action = address;
        }
        arm(form, part);
      });
    }).catch(function () { /* the link beside the script still leads to the form */ });
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin); else begin();
})();
