// On the form's own page: does the work that it asks for, and says what is wrong at once.
// Without this script the form is sent all the same.
(function () {
  "use strict";
  var K = [];
  for (var n = 2, f = 0; f < 64; n++) {
    for (var d = 2, p = true; d * d <= n; d++) if (n % d === 0) { p = false; break; }
    if (p) K[f++] = (Math.pow(n, 1 / 3) * 4294967296) | 0;
  }
  // SHA-256 of a short text of ASCII: browsers have one of their own only where the page is secure.
  function digest(text) {
    var length = text.length, blocks = ((length + 8) >> 6) + 1, words = new Int32Array(blocks * 16);
    for (var i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
    words[length >> 2] |= 0x80 << (24 - (length & 3) * 8);
    words[blocks * 16 - 1] = length * 8;
    var h = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19], w = new Int32Array(64);
    for (var at = 0; at < words.length; at += 16) {
      var a = h[0], b = h[1], c = h[2], e = h[4], d = h[3], g = h[6], q = h[5], z = h[7];
      for (var t = 0; t < 64; t++) {
        if (t < 16) w[t] = words[at + t];
        else {
          var x = w[t - 15], y = w[t - 2];
          w[t] = (w[t - 16] + w[t - 7] + ((x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ (x >>> 3)) + ((y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ (y >>> 10))) | 0;
        }
        var one = (z + ((e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7)) + ((e & q) ^ (~e & g)) + K[t] + w[t]) | 0;
        var two = (((a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        z = g; g = q; q = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      h = [(h[0] + a) | 0, (h[1] + b) | 0, (h[2] + c) | 0, (h[3] + d) | 0, (h[4] + e) | 0, (h[5] + q) | 0, (h[6] + g) | 0, (h[7] + z) | 0];
    }
    return h;
  }
  function work(token, bits, done) {
    var number = 0;
    (function piece() {
      for (var until = number + 5000; number < until; number++) {
        if (digest(token + ":" + number)[0] >>> (32 - bits) === 0) return done(String(number));
      }
      setTimeout(piece, 0);
    })();
  }
  window.throughlineWork = work;
  var form = document.querySelector("form[data-work]");
  if (form && document.body.className === "tl-page") {
    var token = form.elements._token.value, proof = document.createElement("input"), waits = false;
    proof.type = "hidden"; proof.name = "_proof"; form.appendChild(proof);
    work(token, Number(form.getAttribute("data-work")), function (answer) { proof.value = answer; if (waits) form.submit(); });
    form.addEventListener("submit", function (event) {
      if (!proof.value) { event.preventDefault(); waits = true; form.querySelector("button").disabled = true; }
    });
  }
  var wrong = document.getElementById("tl-wrong");
  if (wrong) wrong.focus();
})();
