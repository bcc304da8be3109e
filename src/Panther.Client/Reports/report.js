'use strict';
// Sorts the tables by the columns that one clicks, and filters the sources; without this the page only cannot be sorted.
for (const table of document.querySelectorAll('table')) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  const valueOf = (row, column) => {
    const cell = row.cells[column], value = cell.dataset.v;
    return value === undefined ? cell.textContent : Number(value);
  };
  const sort = (column) => {
    const head = heads[column], isUp = head.getAttribute('aria-sort') !== 'ascending';
    const rows = [...body.rows].map((row) => [valueOf(row, column), row]);
    const compare = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;
    rows.sort(([a], [b]) => (typeof a === 'number' ? a - b : compare(a, b)) * (isUp ? 1 : -1));
    for (const other of heads) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', isUp ? 'ascending' : 'descending');
    body.append(...rows.map(([, row]) => row));
  };
  heads.forEach((head, column) => {
    if (head.classList.contains('x')) return;
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    button.addEventListener('click', () => sort(column));
    head.append(button);
  });
}
const sources = document.querySelector('table.sources');
if (sources) {
  const label = document.createElement('label'), input = document.createElement('input'), found = document.createElement('output');
  const rows = [...sources.tBodies[0].rows];
  label.className = 'filter';
  input.type = 'search';
  label.append('Filter ', input, found);
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(/\s+/);
    let count = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
      count += row.hidden ? 0 : 1;
    }
    found.textContent = input.value.trim() ? ' ' + count + ' of ' + rows.length : '';
  });
  sources.before(label);
}
