import { writeSla } from "./sla";

void writeSla();
