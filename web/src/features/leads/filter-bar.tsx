// The filter as chips that can be taken away, and the way to add one.
import { Menu, Popover } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Filter, Patch } from "@/shared/filter";
import { Icon } from "@/shared/ui/icons";
import { Quiet } from "@/shared/ui/bits";
import { COLUMNS } from "./columns";
import { chips, DIMENSIONS, type Dimension, type House } from "./filters";
import css from "./leads.module.css";

interface FilterBarProps {
  filter: Filter;
  change: (patch: Patch, how?: { replace?: boolean }) => void;
  house: House;
  columns: ReadonlySet<string>;
  toggle: (key: string) => void;
}

export function FilterBar({ filter, change, house, columns, toggle }: FilterBarProps) {
  return (
    <>
      <Search value={filter["q"] ?? ""} change={(q) => change({ q }, { replace: true })} />
      <AddFilter house={house} add={(key, value) => change({ [key]: value })} />
      <ul className={css.chips} aria-label="Filters">
        {chips(filter, house).map(({ key, title, value }) => (
          <li key={key}>
            <button type="button" className={css.chip} onClick={() => change({ [key]: null })} aria-label={`Take away: ${title} ${value}`} data-filter={key}>
              <span className="soft">{title}</span> {value}
              <Icon name="close" size={12} />
            </button>
          </li>
        ))}
      </ul>
      <div className={css.columnsButton}>
        <Menu closeOnItemClick={false} position="bottom-end" shadow="md">
          <Menu.Target>
            <button type="button" className={css.plain} aria-label="Choose columns">
              Columns <Icon name="down" size={12} />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            {COLUMNS.filter(({ key }) => key !== "name").map(({ key, title }) => (
              <Menu.Item key={key} onClick={() => toggle(key)} leftSection={columns.has(key) ? <Icon name="check" size={14} /> : <span style={{ width: 14, display: "inline-block" }} />}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
    </>
  );
}

/** Asks once the hand rests. */
const REST = 200;

function Search({ value, change }: { value: string; change: (q: string) => void }) {
  const [text, setText] = useState(value);
  const [sent, setSent] = useState(value);
  // Changed from elsewhere (a link, the way back): show that. Our own words come back too, and are left alone.
  if (value !== sent) {
    setSent(value);
    setText(value);
  }
  useEffect(() => {
    if (text === sent) return;
    const timer = setTimeout(() => {
      setSent(text);
      change(text);
    }, REST);
    return () => clearTimeout(timer);
  });
  return (
    <div className={css.search}>
      <Icon name="search" size={14} />
      <input type="search" value={text} onChange={(event) => setText(event.currentTarget.value)} placeholder="Name, mail, company" aria-label="Find by name, mail or company" />
    </div>
  );
}

function AddFilter({ house, add }: { house: House; add: (key: string, value: string) => void }) {
  const [opened, setOpened] = useState(false);
  const [of, setOf] = useState<Dimension | null>(null);
  const open = (next: boolean) => {
    setOpened(next);
    setOf(null);
  };
  const choose = (value: string) => {
    if (of !== null && value !== "") add(of.key, value);
    open(false);
  };
  const choices = of?.choices(house);
  return (
    <Popover opened={opened} onChange={open} position="bottom-start" width={230} shadow="md" trapFocus>
      <Popover.Target>
        <button type="button" className={css.plain} onClick={() => open(!opened)}>
          <Icon name="plus" size={13} /> Filter
        </button>
      </Popover.Target>
      <Popover.Dropdown p={4} aria-label="Add a filter">
        {of === null ? (
          <ul className={css.choices}>
            {DIMENSIONS.map((dimension) => (
              <li key={dimension.key}>
                <button type="button" onClick={() => setOf(dimension)}>
                  {dimension.title} <Icon name="right" size={12} />
                </button>
              </li>
            ))}
          </ul>
        ) : (
          <>
            <div className={css.choicesHead}>
              <b>{of.title}</b>
              <Quiet onClick={() => setOf(null)}>Back</Quiet>
            </div>
            {choices == null ? (
              <div className={css.choiceDate}>
                <input type="date" aria-label={of.title} onChange={(event) => choose(event.currentTarget.value)} />
              </div>
            ) : (
              <ul className={css.choices}>
                {choices.map(({ value, title }) => (
                  <li key={value}>
                    <button type="button" onClick={() => choose(value)}>
                      {title}
                    </button>
                  </li>
                ))}
              </ul>
            )}
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
