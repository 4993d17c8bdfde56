import type { LogPlace } from "../../traffic/place";

/** Where logs are that were named on the command line: on this machine, or in S3. @throws {OutlastError} */
export async function logPlace(place: string): Promise<string | LogPlace> {
  if (!place.startsWith("s3:")) return place;
  const { storedLogs } = await import("./stored-logs");
  return storedLogs(place);
}
