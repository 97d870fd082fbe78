import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./app/styles";
import { Providers } from "./app/providers";

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Providers />
    </StrictMode>,
  );
}
