import { computed, ref, shallowRef } from "vue";
import { numbers, type Register } from "@/api/numbers";
import { asDeskError, type DeskError } from "@/pure/problem";

/** The register: small enough to be read whole. */
export function useNumbers() {
  const register = shallowRef<Register | null>(null);
  const problem = shallowRef<DeskError | null>(null);
  const slow = ref(false);

  async function reload(): Promise<void> {
    const timer = setTimeout(() => (slow.value = !register.value), 300);
    problem.value = null;
    try {
      register.value = await numbers.register();
    } catch (thrown) {
      problem.value = asDeskError(thrown);
    } finally {
      clearTimeout(timer);
      slow.value = false;
    }
  }

  const skillNames = computed(() => new Map(register.value?.skills.map((skill) => [skill.code, skill.name])));
  return { register, problem, slow, reload, skillName: (code: string) => skillNames.value.get(code) ?? code };
}
