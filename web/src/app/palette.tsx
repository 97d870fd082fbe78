// The palette: any lead, page or action by its name. Arrow keys choose, Enter opens.
import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { findQuery } from "@/shared/api/queries";
import { useBindings } from "@/shared/keys";
import { Icon, type IconName } from "@/shared/ui/icons";
import { usePages } from "./frame";
import css from "./palette.module.css";

interface Found {
  id: string;
  group: string;
  icon: IconName;
  title: string;
  more?: string | undefined;
  keys?: string | undefined;
  run: () => void;
}

export function Palette({ opened, close }: { opened: boolean; close: () => void }) {
  return (
    <Modal.Root opened={opened} onClose={close} size="lg" padding={0} yOffset="12vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Find a lead, a page, an action">{opened && <Finder close={close} />}</Modal.Content>
    </Modal.Root>
  );
}

function Finder({ close }: { close: () => void }) {
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const [asked] = useDebouncedValue(text.trim(), 120);
  const { data, isFetching } = useQuery(findQuery(asked));
  const registered = useBindings();
  const pages = usePages();
  const navigate = useNavigate();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  // At once, not when the dialog has settled: the first letter is typed by then.
  useLayoutEffect(() => input.current?.focus(), []);

  const wanted = text.trim().toLowerCase();
  const fits = (title: string) => wanted === "" || title.toLowerCase().includes(wanted);
  const found: Found[] = [];
  if (wanted.length > 1) {
    for (const lead of data?.items ?? []) {
      found.push({
        id: lead.id,
        group: "Leads",
        icon: "owner",
        title: lead.name ?? lead.email ?? "Without a name",
        more: [lead.company, lead.stage_title, lead.owner.name].filter((part) => part != null && part !== "").join(" · "),
        run: () => void navigate({ to: "/leads/$id", params: { id: lead.id }, search: {} }),
      });
    }
    found.push({ id: "all", group: "Leads", icon: "search", title: `All leads with “${text.trim()}”`, run: () => void navigate({ to: "/leads", search: { q: text.trim() } }) });
  }
  for (const page of pages) {
    if (fits(page.title)) found.push({ id: page.to, group: "Pages", icon: page.icon, title: page.title, keys: page.key, run: () => void navigate({ to: page.to, search: {} }) });
  }
  for (const { keys, does, run } of registered.flatMap(({ bindings }) => bindings)) {
    if (fits(does) && !keys.startsWith("g ") && keys !== "/" && keys.length <= 2) found.push({ id: `key ${keys}`, group: "Actions here", icon: "right", title: does, keys, run });
  }

  const at = Math.min(chosen, found.length - 1);
  const open = (one: Found | undefined) => {
    if (one === undefined) return;
    close();
    // What it opens may take the focus, after this has given it back.
    setTimeout(one.run, 0);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setChosen((at + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(found[at]);
    }
  };

  return (
    <div className={css.finder}>
      <div className={css.line}>
        <Icon name="search" />
        <input
          ref={input}
          className={css.input}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="Name, company, mail, page, action"
          aria-label="Find"
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      </div>
      <div className={css.list} id={`${id}-list`} role="listbox" aria-label="Found" aria-busy={isFetching}>
        {found.map((one, place) => (
          <div key={`${one.group} ${one.id}`} role="presentation">
            {one.group !== found[place - 1]?.group && (
              <div className={css.group} role="presentation">
                {one.group}
              </div>
            )}
            <div
              id={`${id}-${place}`}
              role="option"
              aria-selected={place === at}
              className={css.found}
              ref={(element) => {
                if (place === at) element?.scrollIntoView({ block: "nearest" });
              }}
              onMouseMove={() => setChosen(place)}
              onClick={() => open(one)}
            >
              <Icon name={one.icon} />
              <span className="cut">{one.title}</span>
              {one.more !== undefined && <span className={`soft cut ${css.foundMore ?? ""}`}>{one.more}</span>}
              {one.keys !== undefined && <kbd>{one.keys}</kbd>}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
