import { writeComparison } from "./compare";

void writeComparison();
