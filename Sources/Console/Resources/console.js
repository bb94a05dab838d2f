// Small helps of the console; every page works without them, but for sending files.
const said = (place, text) => { if (place) place.textContent = text; };

// On a phone an unused filter would push its list off the screen: it is folded there until somebody opens it.
if (matchMedia("(max-width: 40rem)").matches) {
  for (const fold of document.querySelectorAll("details.fold")) {
    const isUsed = [...fold.querySelectorAll("input:not([type=hidden]),select")].some((field) =>
      field.type === "checkbox" ? field.checked : field.value !== "");
    if (!isUsed) fold.open = false;
  }
}

// Offices are looked up while their names are typed.
const offices = document.getElementById("offices");
let asked = 0;
for (const input of document.querySelectorAll("input[data-office]")) {
  input.addEventListener("input", async () => {
    const text = input.value.trim();
    if (!text || !offices || [...offices.options].some((option) => option.value === text)) return;
    const number = ++asked;
    const answer = await fetch(`/console/offices?q=${encodeURIComponent(text)}`, { headers: { accept: "application/json" } });
    if (!answer.ok || number !== asked) return;
    const { items } = await answer.json();
    offices.replaceChildren(...items.map((item) => new Option(`${item.name} ${item.id}`, item.shown)));
  });
}

// Inputs that go by another one are made anew with it.
for (const select of document.querySelectorAll("select[data-refresh]")) {
  select.addEventListener("change", () => {
    const button = select.form.querySelector("button[value=refresh]");
    if (button) select.form.requestSubmit(button);
  });
}

// Drafts: at most ten seconds of typing are lost.
for (const form of document.querySelectorAll("form[data-draft]")) {
  const place = form.querySelector("[data-saved]");
  let isChanged = false;
  let isSending = false;
  const content = () => new URLSearchParams(new FormData(form));
  form.addEventListener("input", () => { isChanged = true; });
  form.addEventListener("submit", () => { isSending = true; });
  const save = async () => {
    if (!isChanged || isSending) return;
    isChanged = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: content() });
      if (!answer.ok) throw new Error(String(answer.status));
      said(place, `草稿已保存 ${(await answer.json()).shown}`);
    } catch {
      isChanged = true;
      said(place, "草稿没有保存，正在重试……");
    }
  };
  setInterval(save, 8000);
  window.addEventListener("pagehide", () => {
    if (isChanged && !isSending) navigator.sendBeacon(form.dataset.draft, content());
  });
}

// Files are sent one behind the other, each into a row of its own.
const sent = (file, tell) => new Promise((done, failed) => {
  const request = new XMLHttpRequest();
  request.open("POST", "/api/v1/evidence");
  request.setRequestHeader("content-type", "application/octet-stream");
  request.setRequestHeader("x-form-key", document.querySelector("input[name=formKey]").value);
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) tell(Math.floor((100 * event.loaded) / event.total));
  });
  request.addEventListener("load", () => {
    const answer = JSON.parse(request.responseText);
    if (request.status === 200) done(answer); else failed(new Error(answer.detail ?? String(request.status)));
  });
  request.addEventListener("error", () => failed(new Error("连接中断")));
  request.send(file);
});
for (const input of document.querySelectorAll("input[data-upload]")) {
  input.addEventListener("change", async () => {
    const form = input.form;
    const path = input.dataset.upload;
    const place = input.parentElement.querySelector("[data-progress]");
    const count = form.elements[`n.${path}`];
    const add = (name, value) => {
      const hidden = document.createElement("input");
      hidden.type = "hidden"; hidden.name = name; hidden.value = value;
      form.append(hidden);
    };
    let isAdded = false;
    for (const file of input.files) {
      try {
        const answer = await sent(file, (part) => said(place, `${file.name}：${part}%`));
        const row = `v.${path}[${count.value}]`;
        add(`${row}.name`, file.name.slice(0, 200));
        add(`${row}.digest`, answer.digest);
        add(`${row}.mediaType`, (file.type || "application/octet-stream").slice(0, 100));
        count.value = String(Number(count.value) + 1);
        isAdded = true;
      } catch (error) {
        said(place, `${file.name}：没有上传，${error.message}`);
        if (!isAdded) return;
      }
    }
    const button = form.querySelector("button[value=refresh]");
    if (isAdded && button) form.requestSubmit(button);
  });
}

// A text file is read into a field.
for (const input of document.querySelectorAll("input[data-into]")) {
  input.addEventListener("change", async () => {
    const field = document.getElementById(input.dataset.into);
    if (field && input.files[0]) field.value = await input.files[0].text();
  });
}

// A file of data becomes a job: its bytes are sent, and its page is shown.
for (const form of document.querySelectorAll("form[data-job]")) {
  const place = form.querySelector("[data-progress]");
  const button = form.querySelector("button");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const content = new FormData(form);
    const file = content.get("file");
    const query = new URLSearchParams({ name: file.name.slice(0, 100) });
    for (const name of ["format", "match", "headings"]) {
      const value = (content.get(name) ?? "").trim();
      if (value) query.set(name, value);
    }
    const request = new XMLHttpRequest();
    request.open("POST", `${form.dataset.job}?${query}`);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.setRequestHeader("x-form-key", document.querySelector("input[name=formKey]").value);
    request.upload.addEventListener("progress", (step) => {
      if (step.lengthComputable) said(place, `${file.name}：${Math.floor((100 * step.loaded) / step.total)}%`);
    });
    const failed = (words) => { button.disabled = false; said(place, `${file.name}：没有上传，${words}`); };
    request.addEventListener("load", () => {
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { /* told by its status */ }
      if (request.status === 202) location.assign(`/jobs/${answer.jobId}`); else failed(answer.detail ?? String(request.status));
    });
    request.addEventListener("error", () => failed("连接中断"));
    button.disabled = true;
    request.send(file);
  });
}

const problem = document.getElementById("problem");
if (problem) problem.focus();
export {};
