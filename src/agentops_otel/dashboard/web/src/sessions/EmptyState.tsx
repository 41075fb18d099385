import { Button } from "../ui/Button";
import { CodeBlock } from "../ui/CodeBlock";
import { Tabs } from "../ui/Tabs";
import styles from "./EmptyState.module.css";

/** Shown before the first session: how to send one to this server. */
export function EmptyState() {
  const address = window.location.origin;
  return (
    <section className={styles.empty}>
      <h2>No sessions yet</h2>
      <p>
        This server takes OpenTelemetry at <code>{address}</code> and shows every run of your agent
        as a session. The list fills as soon as the first one arrives.
      </p>
      <Tabs
        label="Ways to send a session"
        className={styles.ways}
        panelClassName={styles.panel}
        tabs={[
          { id: "python", title: "Python", content: () => <Python address={address} /> },
          { id: "otel", title: "Any OpenTelemetry SDK", content: () => <Otel address={address} /> },
          { id: "demo", title: "Demo", content: Demo },
        ]}
      />
    </section>
  );
}

function Python({ address }: { address: string }) {
  return (
    <>
      <CodeBlock what="command" code="pip install agentops-otel-sessions" />
      <CodeBlock what="program" code={pythonProgram(address)} />
    </>
  );
}

function Otel({ address }: { address: string }) {
  return (
    <>
      <p>
        Spans with a <code>session.id</code> attribute, or the conversation id of OpenInference,
        OpenLLMetry, Langfuse and others, become sessions; a trace without one is a session by
        itself.
      </p>
      <CodeBlock what="environment" code={environment(address)} />
    </>
  );
}

function Demo() {
  return (
    <>
      <p>Starts its own server and runs a small multi-agent program against it.</p>
      <CodeBlock what="command" code="agentops-otel demo" />
    </>
  );
}

function pythonProgram(address: string): string {
  return `import agentops_otel as agentops

agentops.init(endpoint="${address}", auto_start_session=False)

@agentops.session
def answer(question):
    return look_up(question)

@agentops.tool
def look_up(question):
    return 42

answer("What is the meaning of it all?")
`;
}

function environment(address: string): string {
  return `export OTEL_EXPORTER_OTLP_ENDPOINT=${address}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
`;
}

export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <section className={styles.empty} role="status">
      <h2>No session matches the filter</h2>
      <p>Remove or change a part of it.</p>
      <Button onPress={onClear}>Show all sessions</Button>
    </section>
  );
}
