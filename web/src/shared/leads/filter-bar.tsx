// The filter as chips that can be taken away, and the way to add one.
import { Popover } from "@mantine/core";
import { useEffect, useState, type ReactNode } from "react";
import type { Filter, Patch } from "../filter";
import { Icon } from "../ui/icons";
import { Quiet } from "../ui/bits";
import { chips, DIMENSIONS, type Dimension, type House } from "./filters";
import css from "./filter-bar.module.css";

interface FilterBarProps {
  filter: Filter;
  change: (patch: Patch, how?: { replace?: boolean }) => void;
  house: House;
  children?: ReactNode;
}

export function FilterBar({ filter, change, house, children }: FilterBarProps) {
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
      {children}
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
