import { Menu } from "@mantine/core";
import type { ReactNode } from "react";
import { Icon } from "@/shared/ui/icons";
import { COLUMNS } from "./columns";
import css from "./leads.module.css";

/** Which columns the list has. */
export function ColumnChooser({ columns, toggle, children }: { columns: ReadonlySet<string>; toggle: (key: string) => void; children?: ReactNode }) {
  return (
    <div className={css.columnsButton}>
      {children}
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
  );
}
