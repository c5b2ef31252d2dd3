// Results as a file for the reader: of all pages on "My learning", of one page where the browser keeps nothing.
(() => {
  const hornbook = globalThis.hornbook;
  const { FORMAT } = hornbook.store;

  // The text of a file for the reader.
  const text = (site, learner, pages, more = {}) => JSON.stringify({ hornbook: FORMAT, site, learner, pages, ...more }, null, 1);
  // A page for that file. What is worked out from the marks stands there for those who read it.
  const page = (id, { questions, ...record }) => ({
    id,
    ...record,
    questions: [...questions].map(([id, question]) => {
      const { marks } = question;
      return { id, first: marks[0] ?? null, final: marks.length ? hornbook.marks.best(marks) : null, tries: marks.length, ...question };
    }),
  });

  // Hands the reader a file.
  const download = (text, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = `${name.replace(/[^\p{L}\p{N}]+/gu, "-")}.results.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  hornbook.file = { text, page, download };
})();
